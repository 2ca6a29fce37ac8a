"""What the index of a kind can be narrowed by: links to other items, and terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from publishing.access.viewers import Viewer
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Details, published_fields
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from publishing.models.details import read_facts, with_facts
from publishing.models.items import ContentItemQuerySet
from website.locales import Locale


@dataclass(frozen=True)
class Choice:
    """One option: what the address says, what the reader sees, what is looked up."""

    value: str
    label: str | Promise
    target: UUID | None = None


@dataclass(frozen=True)
class Filter:
    """A narrowing, with its options and the one chosen."""

    name: str
    label: str | Promise
    choices: tuple[Choice, ...]
    chosen: str = ""

    def apply(self, rows: ContentItemQuerySet) -> ContentItemQuerySet:
        """Narrow a list. A value that is no option matches nothing."""
        if not self.chosen:
            return rows
        choice = next((choice for choice in self.choices if choice.value == self.chosen), None)
        if choice is None:
            return rows.none()
        if choice.target:
            return rows.linked_to(Relation(self.name), choice.target)
        return rows.with_term(self.name, choice.value)


def filters_for(kind: Kind, asked: Mapping[str, str], locale: Locale, viewer: Viewer) -> tuple[Filter, ...]:
    """Return the filters of a kind's index, with what was asked: one query for all options, or none."""
    declaration = KINDS[kind]
    others = declaration.index.filters if declaration.index else ()
    options = choices(others, locale, viewer) if others else {}
    related = (Filter(other.value, other.label, options.get(other, ()), asked.get(other.value, "")) for other in others)
    terms = _terms(declaration.details, asked)
    return tuple(candidate for candidate in (*related, *terms) if candidate.choices)


def _terms(details: type[Details], asked: Mapping[str, str]) -> Iterator[Filter]:
    """Yield the filters by a field's own values."""
    for field, published in published_fields(details).items():
        if published.filter and published.filter.label:
            name, values = published.filter.term or field, details.model_fields[field].annotation
            assert isinstance(values, type), "the values are to choose from"
            assert issubclass(values, Choices), "the values are to choose from"
            shown = tuple(Choice(value, label) for value, label in values.choices)
            yield Filter(name, published.filter.label, shown, asked.get(name, ""))


def choices(kinds: tuple[Kind, ...], locale: Locale, viewer: Viewer) -> dict[Kind, tuple[Choice, ...]]:
    """Return the visible topics, sectors or work-streams as options, by kind and title: one query."""
    rows = (
        ContentItem.objects.visible_to(viewer).of_kind(*kinds).in_locale(locale.code).order_by("edition__title").slim()
    )
    found: dict[Kind, tuple[Choice, ...]] = {}
    for row in read_facts(with_facts(rows, "slug")):
        assert row.edition is not None, "a live item has an edition"
        choice = Choice(vars(row)["facts"]["slug"] or row.code, row.edition.title, row.content_id)
        found[Kind(row.kind)] = (*found.get(Kind(row.kind), ()), choice)
    return found
