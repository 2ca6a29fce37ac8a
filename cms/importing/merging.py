"""Compares what a source said at the last import, what it says now and what the page says: three-way, slot by slot."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cms.importing.mapping import State


@dataclass(frozen=True)
class Merge:
    """The content that the page should have, and how it came about."""

    ours: State
    theirs: State
    state: dict[str, Any]
    taken: tuple[str, ...]
    """Slots that only the source changed."""
    kept: tuple[str, ...]
    """Slots that only an editor changed."""
    conflicts: tuple[str, ...]
    """Slots that both changed, differently: the page keeps its own."""

    def without(self, slots: Collection[str]) -> "Merge":
        """Return the merge with what the page says in some of the slots that would be taken."""
        state = self.with_values({slot: self.ours.get(slot) for slot in slots})
        taken = tuple(slot for slot in self.taken if slot not in slots)
        return replace(self, state=state, taken=taken, conflicts=(*self.conflicts, *slots))

    def with_values(self, values: State) -> dict[str, Any]:
        """Return the content with other values in some slots; without those that are None."""
        left = {slot: values[slot] if slot in values else self.state.get(slot) for slot in self._order()}
        return {slot: value for slot, value in left.items() if value is not None}

    def _order(self) -> list[str]:
        return _insert_missing(_insert_missing(list(self.state), list(self.ours)), list(self.theirs))


def merge(base: State, theirs: State, ours: State) -> Merge:
    """Merge what the source says (`theirs`) into what the page says (`ours`), starting from `base`."""
    merged: dict[str, Any] = {}
    taken, kept, conflicts = [], [], []
    for slot in dict.fromkeys([*base, *theirs, *ours]):
        old, new, own = base.get(slot), theirs.get(slot), ours.get(slot)
        merged[slot] = own
        if own == new:
            continue
        if new == old:
            kept.append(slot)
        elif own == old:
            merged[slot] = new
            taken.append(slot)
        else:
            conflicts.append(slot)
    order = _merge_order(list(base), list(theirs), list(ours))
    state = {slot: merged[slot] for slot in order if merged[slot] is not None}
    return Merge(ours, theirs, state, tuple(taken), tuple(kept), tuple(conflicts))


def _merge_order(base: list[str], theirs: list[str], ours: list[str]) -> list[str]:
    """Return all slots in order: the source's if it changed its own, else the page's."""
    if _common(theirs, base) != _common(base, theirs):
        return _insert_missing(theirs, ours)
    return _insert_missing(ours, theirs)


def _common(slots: Sequence[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [slot for slot in slots if slot in known]


def _insert_missing(order: list[str], others: list[str]) -> list[str]:
    """Return an order with the slots of the other one that it lacks, each after its predecessor there."""
    result = list(order)
    known = set(order)
    for place, slot in enumerate(others):
        if slot not in known:
            before = others[place - 1] if place else None
            result.insert(result.index(before) + 1 if before else 0, slot)
            known.add(slot)
    return result
