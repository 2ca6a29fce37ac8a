"""Paths on the website: as they are stored, in the forms in which they are asked for, and as parts of addresses."""

from unicodedata import normalize
from urllib.parse import quote, unquote

from django.conf import settings

SAFE = "/:@!$&'()*+,;=~"
"""What stands for itself in the path of an address (RFC 3986, section 3.3)."""


def encode_path(path: str) -> str:
    """Return a path as it stands in an address: all that is no ASCII, or means something else there, as %XX."""
    return quote(path, safe=SAFE, errors="replace")


def public_url(path: str) -> str:
    """Return the whole address of a path, as it leaves the hub: in feeds, sitemaps, metadata and answers of the API."""
    return settings.BASE_URL + encode_path(path)


def path_variants(path: str) -> list[str]:
    """Return a path that was asked for, and after it the other forms in which the same one may be stored: an accent may
    be one character with its letter (NFC) or a character of its own (NFD), and what was copied from an address may be
    encoded still."""
    forms = [path]
    for text in (path, _decoded(path)):
        forms += [normalize("NFC", text), normalize("NFD", text)]
    return [form for form in dict.fromkeys(forms) if "\0" not in form]


def _decoded(path: str) -> str:
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
