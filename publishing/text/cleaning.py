"""Text as it enters the hub, decided once: only what every channel can carry, and nothing invisible.

`clean_text` never refuses: what it takes out means nothing to a reader, and what meant a line break becomes one.
The decision, character by character: docs/decisions/0004-text-at-entry.md.
"""

import re
from unicodedata import bidirectional, is_normalized, normalize

# Word's soft line break is \x0b; \x1d to \x1f are no line breaks to people, whatever str.splitlines says.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML 1.0 cannot carry, and what no font shows: controls, surrogates, noncharacters, fillers, zero-width marks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "\U000e0000-\U000e0fff]"
)
# The flags of England, Scotland and Wales: a black flag, its region in tags, the end of tags.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_FLAG_OR_UNSEEN = re.compile(f"({_FLAG})|{_UNSEEN.pattern}")
# ZWNJ and ZWJ shape letters of Arabic, Syriac, Indic, Myanmar, Khmer and Mongolian script; ZWJ joins emoji to one.
_SHAPED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(
    f"((?<=[{_SHAPED}])[\u200c\u200d]|(?<=[{_EMOJI}\ufe0f\U000e007f])\u200d(?=[{_EMOJI}]))[\u200c\u200d]*|[\u200c\u200d]+"
)
# A variation selector says how the character before it looks; after a blank, or another, it says nothing.
_STRAY_SELECTOR = re.compile("(?:^|(?<=[\\s\ufe00-\ufe0f]))[\ufe00-\ufe0f]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CLOSER = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_OVERRIDES = "\u202d\u202e"
_BLANK = re.compile("[\\s\u2800\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]*")


def clean_text(text: str) -> str:
    """Return text that every channel can carry, in NFC, with `\\n` as its only line end."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    # To a fixed point: taking one character out can make a stray of its neighbour, or let two compose.
    while (cleaned := _cleaned(text)) != text:
        text = cleaned
    return text


def clean_lines(text: str) -> str:
    """Return clean text without blanks around it; its lines stay."""
    return clean_text(text).strip()


def clean_line(text: str) -> str:
    """Return clean text in one line."""
    return re.sub(r"\s*[\n\t]\s*", " ", clean_lines(text))


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of a text."""
    return _BLANK.fullmatch(text) is not None


def _cleaned(text: str) -> str:
    text = _FLAG_OR_UNSEEN.sub(lambda found: found[1] or "", text)
    if text.isascii():
        return text
    if _BIDI.search(text):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    text = _JOINER.sub(lambda found: found[1] or "", _STRAY_SELECTOR.sub("", text))
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _balanced(line: str) -> str:
    """Marks and pairs stay where something is written from right to left; overrides and what has no pair never do."""
    if not any(bidirectional(character) in ("R", "AL") for character in _BIDI.sub("", line)):
        return _BIDI.sub("", line)
    opened: list[int] = []
    dropped = set()
    for place, character in enumerate(line):
        if character in _CLOSER:
            opened.append(place)
        elif character in _CLOSER.values():
            if not opened or _CLOSER[line[opened[-1]]] != character:
                dropped.add(place)
            elif line[start := opened.pop()] in _OVERRIDES:
                dropped |= {start, place}
    dropped.update(opened)
    return "".join(character for place, character in enumerate(line) if place not in dropped)
