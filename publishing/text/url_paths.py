"""Paths of the website: encoded for URLs, and the variants in which a request may write them."""

from contextlib import suppress
from unicodedata import normalize
from urllib.parse import quote, unquote

from django.conf import settings

SAFE = "/:@!$&'()*+,;=~"
"""Characters that are not percent-encoded in the path of a URL (RFC 3986, section 3.3)."""


def encode_path(path: str) -> str:
    """Return a path percent-encoded for a URL."""
    return quote(path, safe=SAFE, errors="replace")


def public_url(path: str) -> str:
    """Return the absolute URL of a path, for feeds, sitemaps, metadata and API responses."""
    return settings.BASE_URL + encode_path(path)


def path_variants(path: str) -> list[str]:
    """Return the requested path, followed by the other forms in which the same path may be stored.

    Accents may be composed (NFC) or decomposed (NFD), and a path copied from a URL may still be percent-encoded."""
    texts = [path]
    with suppress(UnicodeDecodeError):
        texts.append(unquote(path, errors="strict"))
    variants = [path, *(normalize(form, text) for text in texts for form in ("NFC", "NFD"))]
    return [variant for variant in dict.fromkeys(variants) if "\0" not in variant]


def parent_path(path: str) -> str:
    """Return the path one level above a path: /a/b/ has /a/, and the root has an empty one."""
    return path.rstrip("/").rpartition("/")[0] + "/" if path.strip("/") else ""


def ancestor_paths(path: str) -> list[str]:
    """Return the paths above a path, nearest last: /a/b/ has / and /a/."""
    found: list[str] = []
    while path := parent_path(path):
        found.insert(0, path)
    return found
