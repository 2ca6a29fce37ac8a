"""The fields of filters, derived from the item's columns and from the declarations of kinds (publishing/kinds/)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from graphql_api.base.addresses import candidate_paths
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import Compared, Condition, Related, equal_to
from graphql_api.content.lists.identifiers import require_uuid
from graphql_api.content.lists.lookups import (
    DateTimeLookup,
    IDLookup,
    NullableDateLookup,
    NullableDateTimeLookup,
    ReferenceLookup,
    StringLookup,
    enum_lookup,
)
from graphql_api.content.lists.references import find_references, find_terms
from graphql_api.content.times import to_utc
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Declaration, Filter, published_fields
from publishing.kinds.registry import KINDS, REFERRED_TO

Operators: TypeAlias = dict[str, Any]
"""The operators of a lookup and their values, by name in snake case."""
Build = Callable[[RequestContext, Operators], Condition]


@dataclass(frozen=True)
class FilterField:
    """A field of a filter."""

    name: str
    """In snake case."""
    lookup: type
    description: str
    build: Build
    """Builds the condition; called only if the lookup has operators."""


_special: dict[Kind, list[FilterField]] = {}


def list_filter(kind: Kind, name: str, lookup: type, description: str) -> Callable[[Build], Build]:
    """Register a function as a field of the filter of a kind, which builds its condition."""

    def register(build: Build) -> Build:
        _special.setdefault(kind, []).append(FilterField(name, lookup, description, build))
        return build

    return register


def kind_fields(declaration: Declaration) -> list[FilterField]:
    """Return the fields of a kind's filter: its own, its relations, and those of all content."""
    relations = declaration.schema_list.filtered_by if declaration.schema_list else ()
    return [
        *_declared_fields(declaration),
        *_special.get(declaration.kind, ()),
        *(relation_field(relation) for relation in relations),
        *ITEM_FIELDS,
    ]


def content_fields() -> list[FilterField]:
    """Return the fields of the filter for content of all kinds."""
    return [KIND, *(relation_field(relation) for relation in RELATIONS), *ITEM_FIELDS]


def relation_field(relation: Relation) -> FilterField:
    """Return the field for a relation."""
    kind = REFERRED_TO[relation]
    name = kind.value if relation is not Relation.PARTNER else relation.value

    def build(context: RequestContext, operators: Operators) -> Condition:
        targets = find_references(context, kind, wanted_values(operators), name)
        return Related("links", relation, tuple(targets))

    named_by = "slug" if "slug" in KINDS[kind].details.model_fields else "code"
    return FilterField(name, ReferenceLookup, f"{_ABOUT[relation]}: its {named_by} or `contentId`.", build)


RELATIONS = (Relation.TOPIC, Relation.SECTOR, Relation.WORK_STREAM)
"""The relations that content of every kind can have."""
_ABOUT = {
    Relation.TOPIC: "A topic that it is about",
    Relation.SECTOR: "A sector that it is for",
    Relation.WORK_STREAM: "A work-stream to which it belongs",
    Relation.PARTNER: "An organisation that is a partner",
}


def wanted_values(operators: Operators) -> Sequence[Any]:
    """Return the values of `exact` and `inList`; of both if both are given, those that satisfy both."""
    listed = operators.get("in_list")
    if listed is None:
        return [operators["exact"]]
    if len(listed) > MAX_PAGE:
        raise HubError(Code.BAD_INPUT, f"`inList` can have at most {MAX_PAGE} values.")
    return [one for one in dict.fromkeys(listed) if operators.get("exact", one) == one]


def _declared_fields(declaration: Declaration) -> Iterator[FilterField]:
    for name, published in published_fields(declaration.details).items():
        if (declared := published.filter) and declared.description:
            annotation = declaration.details.model_fields[name].annotation
            yield _declared_field(declaration.kind, name, declared, _find_choices(annotation))


def _declared_field(kind: Kind, name: str, declared: Filter, choices: type[Choices] | None) -> FilterField:
    term, schema_name = declared.term or name, declared.name or name

    def build(context: RequestContext, operators: Operators) -> Condition:
        values: Sequence[str] = wanted_values(operators)
        if declared.identified_by:
            values = find_terms(context, kind, declared.identified_by, values, schema_name)
        return Related("terms", term, tuple(map(str, values)))

    if declared.identified_by:
        return FilterField(schema_name, ReferenceLookup, declared.description, build)
    lookup = enum_lookup(choices) if choices else StringLookup
    return FilterField(schema_name, lookup, declared.description, build)


def _find_choices(annotation: Any) -> type[Choices] | None:
    """Return the choices in a field's annotation, if there are any."""
    if isinstance(annotation, type) and issubclass(annotation, Choices):
        return annotation
    return next((found for one in getattr(annotation, "__args__", ()) if (found := _find_choices(one))), None)


def _equal(column: str, convert: Callable[[Any], Any]) -> Build:
    def build(context: RequestContext, operators: Operators) -> Condition:
        return equal_to(column, [convert(value) for value in wanted_values(operators)])

    return build


def _compared(column: str, convert: Callable[[Any], Any]) -> Build:
    def build(context: RequestContext, operators: Operators) -> Condition:
        given = ((name, value) if name == "is_null" else (name, convert(value)) for name, value in operators.items())
        return Compared(column, tuple(("isnull" if name == "is_null" else name, value) for name, value in given))

    return build


def _at_paths(context: RequestContext, operators: Operators) -> Condition:
    return equal_to("path", [path for value in wanted_values(operators) for path in candidate_paths(value)])


def _enum_value(member: Enum) -> Any:
    return member.value


KIND = FilterField("kind", enum_lookup(Kind), "The kind of content.", _equal("kind", _enum_value))
ITEM_FIELDS = [
    FilterField("id", IDLookup, "The `id`.", _equal("id", require_uuid)),
    FilterField("content_id", IDLookup, "The `contentId`.", _equal("content_id", require_uuid)),
    FilterField("code", StringLookup, "The reference code.", _equal("code", str)),
    FilterField("path", StringLookup, "The path on the website.", _at_paths),
    FilterField("audience", enum_lookup(Audience), "Who may see it.", _equal("audience", _enum_value)),
    FilterField("marking", enum_lookup(Marking), "How it may be shared.", _equal("marking", _enum_value)),
    FilterField(
        "updated_at", DateTimeLookup, "When it last had a significant update.", _compared("updated_at", to_utc)
    ),
    FilterField(
        "published_at",
        DateTimeLookup,
        "When this edition was published, even if the change was minor.",
        _compared("edition__published_at", to_utc),
    ),
    FilterField(
        "first_published_at",
        DateTimeLookup,
        "When it was first published.",
        _compared("first_published_at", to_utc),
    ),
    FilterField(
        "effective_at",
        NullableDateTimeLookup,
        "When it takes effect; null if it takes effect on publication.",
        _compared("effective_at", to_utc),
    ),
    FilterField("expires_at", NullableDateTimeLookup, "When it expires.", _compared("expires_at", to_utc)),
    FilterField(
        "reviewed_at",
        DateTimeLookup,
        "When it was last reviewed; when this edition was published if it was not.",
        _compared("reviewed_or_published_at", to_utc),
    ),
    FilterField(
        "review_by",
        NullableDateLookup,
        "The date by which it should be reviewed again.",
        _compared("edition__review_date", lambda day: day),
    ),
]
"""The fields of every filter: columns of the item and of its edition."""
