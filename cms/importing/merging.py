"""Compares what a source said at the last import, what it says now and what the page says: three-way, slot by slot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cms.importing.mapping import State


@dataclass(frozen=True)
class Merge:
    """The content that the page should have, and how it came about."""

    state: dict[str, Any]
    taken: tuple[str, ...]
    """Slots that only the source changed."""
    kept: tuple[str, ...]
    """Slots that only an editor changed."""
    conflicts: tuple[str, ...]
    """Slots that both changed, differently: the page keeps its own."""


def merge(base: State | None, theirs: State, ours: State) -> Merge:
    """Merge what the source says (`theirs`) into what the page says (`ours`), starting from `base`.

    Without a base every difference is a conflict: the page was written here.
    """
    merged: dict[str, Any] = {}
    changes: dict[str, list[str]] = {"taken": [], "kept": [], "conflicts": []}
    for slot in dict.fromkeys([*(base or {}), *theirs, *ours]):
        old, new, own = (base or {}).get(slot), theirs.get(slot), ours.get(slot)
        merged[slot] = own
        if own == new:
            continue
        if base is None:
            changes["conflicts"].append(slot)
        elif new == old:
            changes["kept"].append(slot)
        elif own == old:
            merged[slot] = new
            changes["taken"].append(slot)
        else:
            changes["conflicts"].append(slot)
    order = _merge_order(list(base or {}), list(theirs), list(ours))
    state = {slot: merged[slot] for slot in order if merged[slot] is not None}
    return Merge(state, **{name: tuple(slots) for name, slots in changes.items()})


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
