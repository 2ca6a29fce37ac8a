"""Cleans text that enters the hub: only characters that every channel supports, and none that are invisible.

`clean_text` never rejects a text: what it removes means nothing to a reader, and every line break becomes `\\n`.
docs/decisions/0004-text-at-entry.md says what happens to which character.
"""

import re
from unicodedata import bidirectional, is_normalized, normalize

# Word's soft line break is \x0b; \x1d to \x1f are not line breaks for people, although str.splitlines splits there.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Invalid in XML 1.0 or shown by no font: control characters, surrogates, noncharacters, fillers, zero-width marks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "\U000e0000-\U000e0fff]"
)
# The flags of England, Scotland and Wales: a black flag, its region in tags, the end of tags.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_FLAG_OR_UNSEEN = re.compile(f"({_FLAG})|{_UNSEEN.pattern}")
# ZWNJ and ZWJ shape letters of Arabic, Syriac, Indic, Myanmar, Khmer and Mongolian scripts; ZWJ combines emoji.
_SHAPED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(
    f"((?<=[{_SHAPED}])[\u200c\u200d]|(?<=[{_EMOJI}\ufe0f\U000e007f])\u200d(?=[{_EMOJI}]))[\u200c\u200d]*|[\u200c\u200d]+"
)
# A variation selector changes the character before it; after whitespace or another selector it has no effect.
_STRAY_SELECTOR = re.compile("(?:^|(?<=[\\s\ufe00-\ufe0f]))[\ufe00-\ufe0f]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CLOSER = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_OVERRIDES = "\u202d\u202e"
_BLANK = re.compile("[\\s\u2800\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]*")


def clean_text(text: str) -> str:
    """Return text that every channel supports, in NFC, with `\\n` as its only line break."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    # Repeat until nothing changes: removing one character can orphan its neighbour, or let two compose.
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def clean_lines(text: str) -> str:
    """Return clean text without whitespace around it; line breaks stay."""
    return clean_text(text).strip()


def clean_line(text: str) -> str:
    """Return clean text on one line."""
    return re.sub(r"\s*[\n\t]\s*", " ", clean_lines(text))


def is_blank(text: str) -> bool:
    """Whether a text shows nothing to a reader."""
    return _BLANK.fullmatch(text) is not None


def _clean_once(text: str) -> str:
    text = _FLAG_OR_UNSEEN.sub(lambda found: found[1] or "", text)
    if text.isascii():
        return text
    if _BIDI.search(text):
        text = "\n".join(_balance_bidi(line) for line in text.split("\n"))
    text = _JOINER.sub(lambda found: found[1] or "", _STRAY_SELECTOR.sub("", text))
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _balance_bidi(line: str) -> str:
    """Keep bidirectional marks and pairs only in lines with right-to-left text; always remove overrides and unpaired
    controls."""
    if not any(bidirectional(character) in ("R", "AL") for character in _BIDI.sub("", line)):
        return _BIDI.sub("", line)
    opened: list[int] = []
    dropped = set()
    for position, character in enumerate(line):
        if character in _CLOSER:
            opened.append(position)
        elif character in _CLOSER.values():
            if not opened or _CLOSER[line[opened[-1]]] != character:
                dropped.add(position)
            elif line[start := opened.pop()] in _OVERRIDES:
                dropped |= {start, position}
    dropped.update(opened)
    return "".join(character for position, character in enumerate(line) if position not in dropped)
