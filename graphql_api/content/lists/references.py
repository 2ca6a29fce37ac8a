"""Resolves the slugs, codes and content ids by which filters name other content.

Unknown names are errors, so that a misspelt topic is noticed. A hidden topic is as unknown as one that does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from strawberry.utils.str_converters import to_camel_case

from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import parse_uuid
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models import ItemTerm

MAX_REFERENCES = 20
_MAX_QUOTED = 60


def find_references(context: RequestContext, kind: Kind, names: Sequence[str], field: str) -> list[UUID]:
    """Return the content ids of the visible items of a kind with these content ids, codes or slugs. Raise
    UNKNOWN_REFERENCE for a name without an item; `field` is the field of the filter."""
    _check_number(names, field)
    found = _find_by_name(context, kind, names)
    context.cache_tags.add_items(found.values())
    _check_known(context, names, found, field, KINDS[kind].kind.label.lower())
    return list(dict.fromkeys(found[name] for name in names))


def find_terms(
    context: RequestContext, kind: Kind, terms: Sequence[str], names: Sequence[str], field: str
) -> list[str]:
    """Return the values of the first term of the visible items of a kind that have one of these names as the value of
    one of the terms. Raise UNKNOWN_REFERENCE for a name without an item."""
    _check_number(names, field)
    variants = {variant: name for name in names for variant in (name.lower(), name.upper(), name)}
    named = ItemTerm.objects.filter(
        name__in=terms, value__in=variants, item__in=context.visible_items().of_kind(kind).values("pk")
    )
    items = {variants[value]: item for value, item in named.values_list("value", "item_id")}
    context.cache_tags.add_list((kind,))
    _check_known(context, names, items, field, field)
    values = dict(ItemTerm.objects.filter(item__in=items.values(), name=terms[0]).values_list("item_id", "value"))
    return list(dict.fromkeys(values[items[name]] for name in names))


def _find_by_name(context: RequestContext, kind: Kind, names: Sequence[str]) -> dict[str, UUID]:
    ids = {name: content_id for name in names if (content_id := parse_uuid(name))}
    others = [name for name in names if name not in ids]
    items = context.visible_items().of_kind(kind)
    found: dict[str, UUID] = {}
    if ids:
        known = set(items.filter(content_id__in=ids.values()).values_list("content_id", flat=True))
        found.update((name, content_id) for name, content_id in ids.items() if content_id in known)
    if others and "slug" in KINDS[kind].details.model_fields:
        rows = items.filter(terms__name="slug", terms__value__in=others).values_list("terms__value", "content_id")
        found.update(rows.order_by("-pk"))
    elif others:
        codes = dict(items.filter(code__in=[name.upper() for name in others]).values_list("code", "content_id"))
        found.update((name, codes[name.upper()]) for name in others if name.upper() in codes)
    return found


def _check_number(names: Sequence[str], field: str) -> None:
    if len(names) > MAX_REFERENCES:
        raise HubError(Code.BAD_INPUT, f"`{field}` can name at most {MAX_REFERENCES} values.")


def _check_known(
    context: RequestContext, names: Iterable[str], found: Mapping[str, object], field: str, noun: str
) -> None:
    unknown = next((name for name in names if name not in found), None)
    if unknown is not None:
        context.cache_tags.add_list()
        quoted = unknown if len(unknown) <= _MAX_QUOTED else f"{unknown[:_MAX_QUOTED]}…"
        message = f'There is no {noun} "{quoted}", or you may not see it.'
        raise HubError(Code.UNKNOWN_REFERENCE, message, field=to_camel_case(field), value=quoted)
