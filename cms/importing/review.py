"""Decides what an import does with a mapped page: what is published, what is kept, and what waits for an editor."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.importing.mapping import MappedPage, State
from cms.importing.merging import Merge, merge
from cms.pages.imported import ImportedPage

CONFLICT = "It was changed here too."


class Outcome(StrEnum):
    """What became of a document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


class HeldError(Exception):
    """Nothing may be changed until an editor has decided. The message says why."""


@dataclass(frozen=True)
class Review:
    """How a document changes a live page."""

    mapped: MappedPage
    merge: Merge
    held: dict[str, str]
    """Slots that wait for an editor, or fields that are in doubt, with the reason."""
    is_newly_reviewed: bool = False
    is_newly_outdated: bool = False
    """Whether the page does not say yet that its source has changed."""
    decided: frozenset[str] = field(default_factory=frozenset)
    """Slots that waited before, and about which an editor has decided."""

    @property
    def changes_page(self) -> bool:
        """Whether readers will see a difference."""
        return bool(self.merge.taken) or self.is_newly_reviewed or self.is_newly_outdated

    def holding(self, slots: list[str], reason: str) -> "Review":
        """Return the review with some slots left as they are on the page, for a reason."""
        held = self.held | dict.fromkeys(slots, reason)
        return replace(self, merge=self.merge.without(slots), held=held, is_newly_outdated=True)


def review(mapped: MappedPage, row: ImportedPage, page: Any, ours: State) -> Review:
    """Compare a document with the last one and with the live page."""
    base, theirs = row.base_state, dict(mapped.state)
    if mapped.doubts:
        # What is in doubt is as it was at the last import.
        theirs = {slot: value for slot, value in theirs.items() if not is_doubtful(mapped, slot)}
        theirs |= {slot: value for slot, value in base.items() if is_doubtful(mapped, slot)}
    merged = merge(base, theirs, ours)
    held = dict.fromkeys(merged.conflicts, CONFLICT) | dict(mapped.doubts)
    is_flagged = getattr(page, "source_changed_at", None) is not None
    decided = frozenset() if is_flagged else frozenset(slot for slot, _ in row.held)
    is_newly_reviewed = is_later(mapped.reviewed_at, page.reviewed_at)
    return Review(mapped, merged, held, is_newly_reviewed, bool(held) and not is_flagged, decided)


def merge_history(earlier: list[dict[str, str]], mapped: MappedPage, last: datetime | None) -> list[dict[str, str]]:
    """Return the source's changes that are in no edition: those before the first import and between two imports.

    Entries of the past stay, even if the source drops them; a corrected note is taken.
    """
    notes = {entry["changed_at"]: entry["note"] for entry in earlier}
    for changed_at, note in mapped.history:
        time = changed_at.isoformat()
        if time in notes or (changed_at < mapped.updated_at and (last is None or changed_at > last)):
            notes[time] = note
    return [{"changed_at": time, "note": notes[time]} for time in sorted(notes, reverse=True)]


def is_doubtful(mapped: MappedPage, slot: str) -> bool:
    """Whether a slot belongs to a field that is in doubt."""
    return slot.partition("/")[0] in mapped.doubts


def is_later(one: datetime | None, other: datetime | None) -> bool:
    """Whether a time is later than another, or the first that is known."""
    return one is not None and (other is None or one > other)
