"""Decides what an import does with a mapped page: what is published, what is kept, and what waits for an editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.importing.content import PageContent
from cms.importing.mapping import MappedPage, State
from cms.importing.merging import Merge, merge
from cms.pages.imported import ImportedPage


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
    ours: State
    merge: Merge
    held: Mapping[str, str]
    """Slots that wait for an editor, with the reason."""
    is_newly_reviewed: bool

    @property
    def changes_page(self) -> bool:
        """Whether readers will see a difference."""
        return bool(self.merge.taken) or self.is_newly_reviewed


def review(mapped: MappedPage, row: ImportedPage | None, page: Any, content: PageContent) -> Review:
    """Compare a document with the last one and with the live page."""
    base = None if row is None else row.base_state
    theirs = mapped.state
    if mapped.doubts:
        # What is in doubt is as it was at the last import.
        known = {slot: value for slot, value in (base or content.state).items() if _find_doubt(mapped, slot)}
        theirs = {slot: value for slot, value in theirs.items() if not _find_doubt(mapped, slot)} | known
    merged = merge(base, theirs, content.state)
    conflict = "It was changed here too." if base is not None else "The page was written here."
    held = dict.fromkeys(merged.conflicts, conflict) | dict(mapped.doubts)
    is_newly_reviewed = row is not None and _is_later(mapped.reviewed_at, page.reviewed_at)
    return Review(mapped, content.state, merged, held, is_newly_reviewed)


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


def _find_doubt(mapped: MappedPage, slot: str) -> str | None:
    return mapped.doubts.get(slot.partition("/")[0])


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)
