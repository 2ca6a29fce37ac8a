"""What a kind's file declares, and what a field of its details says of itself (docs/decisions/0008).

The declaration is plain data. From it follow the GraphQL type and its list, the compiled plans, the text that is
searched, the terms that lists are filtered by, the website's filters, feeds and navigation, and the editors' choices.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Self

from django.db import models
from django.utils.functional import Promise

from publishing.content.blocks import Struct
from publishing.kinds import Kind, Relation


class Choices(models.TextChoices):
    """The values of a field. A member is its value, its description in the schema, and its label for readers:
    `OPEN = "open", "Open for partners to join.", _("Open to join")`. The docstring is the enum's description."""

    description: str | Promise

    def __new__(cls, value: str, description: str | Promise = "") -> Self:
        """Keep the description beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class Searched(StrEnum):
    """With what weight a field's text is searched: as text of the body, or as words that name the document."""

    BODY = "body"
    KEYWORDS = "keywords"


@dataclass(frozen=True)
class Filter:
    """That lists of the kind can be filtered by a field. Its values are kept as terms, rows of ItemTerm."""

    description: str = ""
    """Of the argument in the schema; without one there is no argument."""
    argument: str = ""
    """The argument's name; the field's unless given."""
    term: str = ""
    """The term's name; the field's unless given."""
    # Neither hashed nor shown: typing and pydantic do that on import, before anything can be translated.
    label: str | Promise = field(default="", repr=False, compare=False)
    """Over the filter on the website's index of the kind; without one it is not offered there."""


@dataclass(frozen=True)
class Published:
    """How a field is published: `headline: Annotated[Line, Published("What matters most.", Searched.BODY)]`.

    Without a description it is no field of its own in the schema: a resolver, or a common field, shows it.
    """

    description: str = ""
    searched: Searched | None = None
    filter: Filter | None = None
    name: str = ""
    """The field's name in the schema, in snake case; its own unless given."""


class Details(Struct):
    """What an edition of a kind carries beyond title, summary and body. References to other items are content ids."""

    def terms(self) -> Iterator[tuple[str, str]]:
        """Yield the terms, name and value, that lists are filtered by."""
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
    """The relations it can be filtered by, beyond the fields that have a Filter."""
    is_ordered: bool = False
    """Whether it can be had in either order."""


@dataclass(frozen=True)
class Index:
    """The section that lists a kind on the website; its feed goes with it."""

    place: int
    """Among the sections at the head of every page and the editors' choices; the most urgent first."""
    feed_place: int = 0
    """Among the feeds, where that is another."""
    in_navigation: bool = True
    filters: tuple[Kind, ...] = ()
    """The kinds it can be filtered by, beyond the fields whose Filter has a label."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """A kind, declared: `publishing/kinds/<kind>.py` holds one as `KIND`."""

    kind: Kind
    details: type[Details]
    type_name: str
    """Of its GraphQL type."""
    description: str
    """Of its GraphQL type."""
    schema_list: SchemaList | None = None
    index: Index | None = None
    relation: Relation | None = None
    """How other items refer to items of the kind; lists can be filtered by them."""
    is_structure: bool = False
    """Whether it holds the site together: nobody follows, reviews or owns it."""
    is_searched: bool = True
    is_in_sitemap: bool = True
    is_read: bool = False
    """Whether people read such pages one after the other: home shows what changed, and pages what is similar."""
    is_suggested: bool = False
    """Whether its newest are suggested to those who look for something to read."""
    schema_type: str = ""
    """The schema.org type of its pages; without one machines are shown nothing but the way to it."""


@cache
def published_fields(struct: type[Struct]) -> dict[str, Published]:
    """Return what a structure's fields say of how they are published, by name."""
    return {
        name: next((part for part in field.metadata if isinstance(part, Published)), Published())
        for name, field in struct.model_fields.items()
    }


def field_names(struct: type[Struct]) -> dict[str, str]:
    """Return the names in the schema, in snake case, of a structure's plain fields, by their own."""
    return {name: one.name or name for name, one in published_fields(struct).items() if one.description}
