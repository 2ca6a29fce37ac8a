"""Reads contact details from GOV.UK's contact boxes, if each of their lines fits into a field of the contact block."""

import re

from lxml.html import HtmlElement

from publishing.text.urls import is_valid_url

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"\+?[\d(][\d ()./-]{4,38}")
_LABELS = {
    "telephone": re.compile(r"(?:tele)?phone(?: number)?\s*:?\s*|tel\.?\s*:?\s*", re.IGNORECASE),
    "email": re.compile(r"e-?mail(?: address)?\s*:?\s*", re.IGNORECASE),
    "url": re.compile(r"website\s*:?\s*", re.IGNORECASE),
    "hours": re.compile(r"(?:open\w+ )?(?:hours|times)\s*:\s*", re.IGNORECASE),
}
_BREAKS = frozenset({"br", "p", "div", "h2", "h3", "h4", "li", "ul", "section"})


def read_contact(element: HtmlElement) -> dict[str, str] | None:
    """Return a contact, None if one of its lines is neither its name nor in a field: then its text is kept instead."""
    name, *lines = [*_lines(element), ""]
    contact = dict.fromkeys(("name", "role", "telephone", "email", "url", "hours"), "") | {"name": name}
    for line in filter(None, lines):
        found = _read_line(line)
        if found is None or contact[found[0]]:
            return None
        contact[found[0]] = found[1]
    has_details = any(value for key, value in contact.items() if key != "name")
    return contact if has_details and 0 < len(name) <= 255 and _read_line(name) is None else None


def _read_line(line: str) -> tuple[str, str] | None:
    for field, label in _LABELS.items():
        found = label.match(line)
        rest = line[found.end() :] if found else line
        if field == "telephone" and _TELEPHONE.fullmatch(rest):
            return field, rest
        if field == "email" and _EMAIL.fullmatch(rest):
            return field, rest
        if field == "url" and is_valid_url(rest):
            return field, rest
        if field == "hours" and found and 0 < len(rest) <= 255:
            return field, rest
    return None


def _lines(element: HtmlElement) -> list[str]:
    text = "".join(_texts(element))
    return [line for line in (" ".join(line.split()) for line in text.split("\x1f")) if line]


def _texts(element: HtmlElement) -> list[str]:
    """Return the texts of an element, with a separator wherever a reader sees a new line."""
    texts = [" ".join((element.text or "").split("\x1f"))]
    for child in element:
        edge = ["\x1f"] if child.tag in _BREAKS else []
        texts += [*edge, *(_texts(child) if isinstance(child.tag, str) else []), *edge, child.tail or ""]
    return texts
