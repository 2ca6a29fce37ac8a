"""The declaration of a kind and of its fields (docs/decisions/0008).

A declaration is plain data. The GraphQL type and its list, the compiled plans, the searched text, the filter terms, the
website's filters, feeds and navigation, and the editors' choices are derived from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Self

from django.db import models
from django.utils.functional import Promise

from publishing.content.blocks import Struct
from publishing.content.orders import UPDATED, Order
from publishing.kinds import Kind, Relation


class Choices(models.TextChoices):
    """The values of a field. A member is its value, its description in the schema, and its label for readers:
    `OPEN = "open", "Open for partners to join.", _("Open to join")`. The docstring is the enum's description."""

    description: str | Promise

    def __new__(cls, value: str, description: str | Promise = "") -> Self:
        """Store the description beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class Searched(StrEnum):
    """The weight of a field in search: text of the body, or keywords that name the item."""

    BODY = "body"
    KEYWORDS = "keywords"


@dataclass(frozen=True)
class Filter:
    """Lists of the kind can be filtered by this field. Its values are stored as terms, rows of ItemTerm."""

    description: str = ""
    """Description of the filter in the schema; without one the schema has no such filter."""
    name: str = ""
    """Name of the filter in the schema; defaults to the field's."""
    term: str = ""
    """Name of the term; defaults to the field's."""
    identified_by: tuple[str, ...] = ()
    """The terms that name what the field refers to, such as a country. A filter by an unknown name is an error."""
    # Excluded from hash and repr, which typing and pydantic call on import, before translations are available.
    label: str | Promise = field(default="", repr=False, compare=False)
    """Label of the filter on the website's index of the kind; without one the website does not offer it."""


@dataclass(frozen=True)
class Published:
    """How a field is published: `headline: Annotated[Line, Published("The main message.", Searched.BODY)]`.

    Without a description it has no schema field of its own: a resolver or a common field returns it.
    """

    description: str = ""
    searched: Searched | None = None
    filter: Filter | None = None
    name: str = ""
    """Name of the schema field, in snake case; defaults to the field's."""


class Details(Struct):
    """The fields of a kind beyond title, summary and body. References to other items are content ids."""

    def status_labels(self) -> tuple[str, ...]:
        """The status that readers see first, in the current language; nothing if the kind has none."""
        return ()

    def keeps_status(self, earlier: Self) -> bool | None:
        """Whether the status that readers see first is the same as in earlier details; None if the kind has none."""
        return None

    def terms(self) -> Iterator[tuple[str, str]]:
        """Yield the terms (name and value) that lists are filtered by."""
        for name, published in published_fields(type(self)).items():
            if published.filter:
                value = getattr(self, name)
                for each in value if isinstance(value, tuple) else (value,):
                    if each:
                        yield published.filter.term or name, str(each)


@dataclass(frozen=True)
class SchemaList:
    """The root field of the schema that lists a kind."""

    name: str
    """In snake case."""
    description: str
    filtered_by: tuple[Relation, ...] = ()
    """The relations it can be filtered by, in addition to fields with a Filter."""
    orders: tuple[Order, ...] = ()
    """The orders it can be sorted by, in addition to those of every list."""
    default_order: Order = UPDATED
    is_connection: bool = True
    """Whether it has pages. Kinds with only dozens of items have a plain list."""


@dataclass(frozen=True)
class Index:
    """The section that lists a kind on the website; its feed goes with it."""

    place: int
    """Position in the navigation of every page and in the editors' choices; the most urgent first."""
    feed_place: int = 0
    """Position in the list of feeds, if different."""
    in_navigation: bool = True
    is_by_month: bool = False
    """Whether the list has a heading for each month."""
    filters: tuple[Kind, ...] = ()
    """The kinds it can be filtered by, in addition to fields whose Filter has a label."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The declaration of a kind: `publishing/kinds/<kind>.py` defines it as `KIND`."""

    kind: Kind
    details: type[Details]
    type_name: str
    """Name of its GraphQL type."""
    description: str
    """Description of its GraphQL type."""
    schema_list: SchemaList | None = None
    index: Index | None = None
    relation: Relation | None = None
    """The relation by which other items refer to items of the kind; lists can be filtered by it."""
    is_structure: bool = False
    """Whether it only structures the site: such pages have no followers, reviews or owners."""
    is_searched: bool = True
    is_in_sitemap: bool = True
    is_read: bool = False
    """Whether it is reading matter: the home page shows its changes, and its pages show similar items."""
    is_suggested: bool = False
    """Whether its newest items are suggested to readers."""
    has_alternatives: bool = False
    """Whether one item applies instead of another, as the advice for one country does: they are not similar content."""
    schema_type: str = ""
    """The schema.org type of its pages; without one, their structured data is only the breadcrumb."""


@cache
def published_fields(struct: type[Struct]) -> dict[str, Published]:
    """Return how a structure's fields are published, by name."""
    return {
        name: next((part for part in field.metadata if isinstance(part, Published)), Published())
        for name, field in struct.model_fields.items()
    }


def field_names(struct: type[Struct]) -> dict[str, str]:
    """Return the schema names, in snake case, of a structure's plain fields, by field name."""
    return {name: one.name or name for name, one in published_fields(struct).items() if one.description}
