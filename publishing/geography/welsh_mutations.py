"""The forms that a Welsh name has after prepositions: "i Dwrci", "yn Nhwrci" and "a Thwrci" for Twrci, "i'r Aifft"."""

from collections.abc import Iterator

MUTATIONS = {
    "soft": {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"},
    "nasal": {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"},
    "aspirate": {"p": "ph", "t": "th", "c": "ch"},
}
UNCHANGED = ("ch", "dd", "ff", "ng", "ph", "th", "ts")
"""Letters of their own, written with two signs, that no mutation changes."""


def mutate(name: str) -> Iterator[str]:
    """Yield the mutated forms of a name in small letters, and the name without its article."""
    name = name.lower()
    if name.startswith(("yr ", "y ")):
        yield name.partition(" ")[2]
    elif not name.startswith(UNCHANGED):
        for changes in MUTATIONS.values():
            if found := next((one for one in (name[:2], name[:1]) if one in changes), None):
                yield changes[found] + name.removeprefix(found)
