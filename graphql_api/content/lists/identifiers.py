"""Resolves the codes, slugs and content ids with which clients refer to work-streams, topics and sectors."""

from uuid import UUID

from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS


def find_content_id(context: RequestContext, kind: Kind, name: str) -> UUID | None:
    """Return the content id of the visible item with this content id, code or slug; None if there is none."""
    items = context.visible_items().of_kind(kind)
    content_id = parse_uuid(name)
    if content_id is not None:
        items = items.filter(content_id=content_id)
    elif "slug" in KINDS[kind].details.model_fields:
        items = items.with_term("slug", name)
    else:
        items = items.filter(code=name.upper())
    found = list(items.values_list("content_id", flat=True)[:1])
    context.cache_tags.add_items(found)
    if not found:
        context.cache_tags.add_list()
    return found[0] if found else None


def parse_uuid(text: str) -> UUID | None:
    """Return a text as a UUID; None if it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def require_uuid(text: str) -> UUID:
    """Return a text as a UUID. Raise BAD_INPUT if it is not one."""
    found = parse_uuid(text)
    if found is None:
        raise HubError(Code.BAD_INPUT, "An ID must look like 123e4567-e89b-12d3-a456-426614174000.")
    return found
