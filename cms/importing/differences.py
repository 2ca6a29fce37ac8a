"""Describes the differences between two contents of a page, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from cms.importing.mapping import State
from publishing.kinds.travel_advice import TravelAlertStatus

CONTEXT = 6
"""How much of the text is shown before and after a change, in terms."""
MOST_TERMS = 20_000
"""Beyond that only the lengths are compared: a comparison term by term takes quadratic time at worst."""
_TAG = re.compile(r"<[^>]*>")
_HIDDEN_NAMES = frozenset({"slug", "level", "geometry", "type", "tone", "decorative"})
_FIRST = frozenset({"title", "caption", "name"})


def describe_differences(before: State, after: State, slots: Sequence[str]) -> Iterator[str]:
    """Yield lines that say how some slots differ."""
    for slot in slots:
        value = after.get(slot) or before.get(slot)
        old, new = split_text(before.get(slot)), split_text(after.get(slot))
        if before.get(slot) is None:
            description = f"new{_count(slot, new)}"
        elif after.get(slot) is None:
            description = f"removed{_count(slot, old)}"
        else:
            description = _describe(old, new)
        if value:
            yield f"{_name_slot(slot, value)}: {description}"


def _count(slot: str, text: list[str]) -> str:
    """Return the length of a text, which an alert does not have."""
    return "" if slot.rpartition("/")[2] in TravelAlertStatus.values else f" (word count {len(text)})"


def _name_slot(slot: str, value: Any) -> str:
    """Return what people call a slot: an alert by its status, a part by its title."""
    field, _, key = slot.partition("/")
    if key in TravelAlertStatus.values:
        return f"status “{TravelAlertStatus(key).label}”"
    if key:
        titles = [entry["value"].get("title") for entry in value if isinstance(entry.get("value"), dict)]
        return f"{field} “{titles[0] or key}”" if titles else slot
    return field


def _describe(old: list[str], new: list[str]) -> str:
    if old == new:
        return "the same text, in other blocks or with other links"
    if len(old) + len(new) > MOST_TERMS:
        return f"a word count of {len(old)} becomes {len(new)}"
    return " … ".join(_find_changes(old, new))


def _find_changes(old: list[str], new: list[str]) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        pieces = []
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                pieces.append(" ".join(new[new_from:new_to]))
                continue
            if old_to > old_from:
                pieces.append(f"[-{' '.join(old[old_from:old_to])}-]")
            if new_to > new_from:
                pieces.append(f"{{+{' '.join(new[new_from:new_to])}+}}")
        yield " ".join(filter(None, pieces))


def split_text(value: Any) -> list[str]:
    """Return the text of a slot's value, in reading order, word by word."""
    return " ".join(_texts(value)).split()


def _reading_order(field: tuple[str, Any]) -> tuple[bool, str]:
    """Put titles first. The order of an object's fields is not kept in PostgreSQL."""
    return field[0] not in _FIRST, field[0]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield unescape(_TAG.sub(" ", value))
    elif isinstance(value, dict):
        for name, part in sorted(value.items(), key=_reading_order):
            if name not in _HIDDEN_NAMES:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
