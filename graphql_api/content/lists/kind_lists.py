"""Builds the root field that lists a kind from the kind's declaration: filters, sort order, pagination."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypeVar

import strawberry

from graphql_api.base.enums import LocaleFallback, Order
from graphql_api.base.fields import field
from graphql_api.content.base import node_type
from graphql_api.content.lists.connections import (
    After,
    Before,
    Connection,
    First,
    Info,
    Last,
    Ordered,
    keyset_list,
)
from graphql_api.content.lists.identifiers import find_content_id
from graphql_api.content.lists.keyset import KeysetList, Slice, SliceArguments
from graphql_api.content.locales import Fallback, Locale
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Declaration, SchemaList, published_fields
from publishing.kinds.registry import KINDS, REFERRED_TO

ListFilter = Callable[[KeysetList, Any], KeysetList]
N = TypeVar("N", bound=ListFilter)
RELATIONS = {
    Relation.TOPIC: "Only items about this topic: its slug or `contentId`.",
    Relation.SECTOR: "Only items for this sector: its slug or `contentId`.",
    Relation.WORK_STREAM: "Only items in this work-stream: its code (`CP`) or `contentId`.",
}
"""The relations by which a list can be filtered, with the descriptions of the arguments."""


@strawberry.input
class KindAndRelationFilter:
    """The fields that filter inputs share. Not in the schema itself: inputs there inherit no fields."""

    kinds: list[Kind] | None = strawberry.field(default=None, description="Only items of these kinds.")
    topic: str | None = strawberry.field(
        default=None, description="Only items about this topic: its slug or `contentId`."
    )
    sector: str | None = strawberry.field(
        default=None, description="Only items for this sector: its slug or `contentId`."
    )
    work_stream: str | None = strawberry.field(
        default=None, description="Only items in this work-stream: its code or `contentId`."
    )


@dataclass(frozen=True)
class ListArgument:
    """An argument that filters a list."""

    annotation: Any
    description: str
    apply: ListFilter


_custom_arguments: dict[tuple[Kind, str], ListArgument] = {}


def list_filter(kind: Kind, description: str) -> Callable[[N], N]:
    """Register a function as an argument with its name for the list of a kind. The function filters the list."""

    def register(apply: N) -> N:
        _, value = signature(apply).parameters.values()
        _custom_arguments[kind, apply.__name__] = ListArgument(value.annotation, description, apply)
        return apply

    return register


def filter_by_relation(listing: KeysetList, name: str | None, relation: Relation) -> KeysetList:
    """Filter a list to items that refer to the item with this slug, code or content id, if given."""
    if name is None:
        return listing
    return listing.filter_linked(relation, find_content_id(listing.context, REFERRED_TO[relation], name))


def add_lists(query: type) -> type:
    """Add to a class a root field for every kind that declares one."""
    for kind, declaration in KINDS.items():
        if declaration.schema_list:
            setattr(query, declaration.schema_list.name, _list_field(kind, declaration, declaration.schema_list))
    return query


def build_arguments(declaration: Declaration, listed: SchemaList) -> dict[str, ListArgument]:
    """Return the arguments of a kind's list: declared filters, those of content/kinds/, and relations."""
    found: dict[str, ListArgument] = {}
    for name, published in published_fields(declaration.details).items():
        if (given := published.filter) and given.description:
            choices = declaration.details.model_fields[name].annotation
            term = given.term or name
            found[given.argument or name] = ListArgument(
                _choices_in(choices), given.description, partial(_by_term, term)
            )
    found.update((name, argument) for (kind, name), argument in _custom_arguments.items() if kind is declaration.kind)
    for relation in listed.filtered_by:
        found[relation.value] = ListArgument(str, RELATIONS[relation], partial(filter_by_relation, relation=relation))
    return found


def _by_term(term: str, listing: KeysetList, value: object) -> KeysetList:
    return listing.filter_term(term, str(value))


def _list_field(kind: Kind, declaration: Declaration, listed: SchemaList) -> Any:
    arguments = build_arguments(declaration, listed)

    def resolve(
        self: Any, info: Info, locale: str, fallback: LocaleFallback, order: Order = Order.NEWEST, **given: Any
    ) -> Any:
        listing = keyset_list(info, locale, fallback, kind)
        for name, argument in arguments.items():
            if given[name] is not None:
                argument.apply(listing, given[name])
        return Connection(slice=Slice(listing, SliceArguments(**{name: given[name] for name in _PAGING}), order))

    resolve.__name__ = listed.name
    resolve.__signature__ = _signature(kind, listed, arguments)  # type: ignore[attr-defined]
    resolve.__annotations__ = {"return": Connection[node_type(kind)] | None}  # type: ignore[misc]
    return field(listed.description)(resolve)


_PAGING = {"first": First, "after": After, "last": Last, "before": Before}


def _signature(kind: Kind, listed: SchemaList, arguments: Mapping[str, ListArgument]) -> Signature:
    related_filter = {
        name: (Annotated[one.annotation | None, strawberry.argument(description=one.description)], None)
        for name, one in arguments.items()
    }
    order = {"order": (Ordered, Order.NEWEST)} if listed.is_ordered else {}
    taken = {
        **related_filter,
        **order,
        "locale": (Locale, "en-gb"),
        "fallback": (Fallback, LocaleFallback.DEFAULT),
        **{name: (one, None) for name, one in _PAGING.items()},
    }
    either = Parameter.POSITIONAL_OR_KEYWORD
    return Signature(
        [
            Parameter("self", either),
            Parameter("info", either, annotation=Info),
            *(Parameter(name, either, annotation=one, default=default) for name, (one, default) in taken.items()),
        ],
        return_annotation=Connection[node_type(kind)] | None,  # type: ignore[misc]
    )


def _choices_in(annotation: Any) -> Any:
    """Return the choices in a field's annotation, or else str."""
    if isinstance(annotation, type) and issubclass(annotation, Choices):
        return annotation
    inner = getattr(annotation, "__args__", ())
    return next((found for one in inner if (found := _choices_in(one)) is not str), str)
