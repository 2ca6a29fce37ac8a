"""What the index of a kind can be narrowed by: links to other items, and terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.formats.facts import read_facts, with_facts
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from publishing.querysets import ContentItemQuerySet
from publishing.terms import TermName
from publishing.viewers import Viewer
from website.locales import Locale
from website.words import BRIEFING_KINDS, PROJECT_STATUSES, TIERS, Words


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


@dataclass(frozen=True)
class Narrowing:
    """The filters of an index."""

    relations: tuple[Kind, ...] = ()
    terms: Mapping[TermName, tuple[str | Promise, Words]] = field(default_factory=dict)


NARROWINGS = {
    Kind.GUIDANCE: Narrowing((Kind.TOPIC, Kind.SECTOR, Kind.WORK_STREAM)),
    Kind.BRIEFING: Narrowing((Kind.TOPIC,), {TermName.BRIEFING_KIND: (_("Kind of briefing"), BRIEFING_KINDS)}),
    Kind.PROJECT: Narrowing(
        (Kind.WORK_STREAM,), {TermName.STATUS: (_("Status"), PROJECT_STATUSES), TermName.TIER: (_("Tier"), TIERS)}
    ),
}
_LABELS = {Kind.TOPIC: _("Topic"), Kind.SECTOR: _("Sector"), Kind.WORK_STREAM: _("Work-stream")}


def filters_for(kind: Kind, asked: Mapping[str, str], locale: Locale, viewer: Viewer) -> tuple[Filter, ...]:
    """Return the filters of a kind's index, with what was asked: one query for all options, or none."""
    narrowing = NARROWINGS.get(kind)
    if narrowing is None:
        return ()
    options = choices(narrowing.relations, locale, viewer)
    related = (
        Filter(other.value, _LABELS[other], options.get(other, ()), asked.get(other.value, ""))
        for other in narrowing.relations
    )
    terms = (
        Filter(name.value, label, tuple(Choice(value, word) for value, word in words.items()), asked.get(name, ""))
        for name, (label, words) in narrowing.terms.items()
    )
    return tuple(candidate for candidate in (*related, *terms) if candidate.choices)


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
