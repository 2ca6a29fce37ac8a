"""Filters of a kind's list: by related items, and by the values of a field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from publishing.access.viewers import Viewer
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Details, published_fields
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import ContentItemQuerySet
from website.locales import Locale


@dataclass(frozen=True)
class Choice:
    """An option of a filter: its value in the URL, its label, and the item it filters by, if any."""

    value: str
    label: str | Promise
    target: UUID | None = None


@dataclass(frozen=True)
class Filter:
    """A filter with its options and the selected value."""

    name: str
    label: str | Promise
    choices: tuple[Choice, ...]
    selected: str = ""

    def apply(self, rows: ContentItemQuerySet) -> ContentItemQuerySet:
        """Filter a list. A value that is not one of the options matches nothing."""
        if not self.selected:
            return rows
        choice = next((choice for choice in self.choices if choice.value == self.selected), None)
        if choice is None:
            return rows.none()
        if choice.target:
            return rows.linked_to(Relation(self.name), choice.target)
        return rows.with_term(self.name, choice.value)


def build_filters(kind: Kind, parameters: Mapping[str, str], locale: Locale, viewer: Viewer) -> tuple[Filter, ...]:
    """Return the filters of a kind's list that have options: at most one query."""
    declaration = KINDS[kind]
    related_kinds = declaration.index.filters if declaration.index else ()
    choices = _find_choices(related_kinds, locale, viewer) if related_kinds else {}
    related = (
        Filter(related.value, related.label, choices.get(related, ()), parameters.get(related.value, ""))
        for related in related_kinds
    )
    return tuple(
        candidate for candidate in (*related, *_term_filters(declaration.details, parameters)) if candidate.choices
    )


def _term_filters(details: type[Details], parameters: Mapping[str, str]) -> Iterator[Filter]:
    """Yield the filters by the values of a field."""
    for field, published in published_fields(details).items():
        if published.filter and published.filter.label:
            name, values = published.filter.term or field, details.model_fields[field].annotation
            assert isinstance(values, type), "a filter's field has choices"
            assert issubclass(values, Choices), "a filter's field has choices"
            choices = tuple(Choice(value, label) for value, label in values.choices)
            yield Filter(name, published.filter.label, choices, parameters.get(name, ""))


def _find_choices(kinds: tuple[Kind, ...], locale: Locale, viewer: Viewer) -> dict[Kind, tuple[Choice, ...]]:
    """Return the visible items of these kinds as options, by kind and in the order of their titles: one query."""
    rows = ContentItem.objects.for_reader(viewer, locale.code).of_kind(*kinds).order_by("edition__title").slim()
    choices: dict[Kind, tuple[Choice, ...]] = {}
    for row in read_details(with_details(rows, "slug")):
        assert row.edition is not None, "a live item has an edition"
        choice = Choice(vars(row)["details"]["slug"] or row.code, row.edition.title, row.content_id)
        choices[Kind(row.kind)] = (*choices.get(Kind(row.kind), ()), choice)
    return choices
