"""Pasted addresses of pages: someone looks for the page itself, or for what its address says."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from search.base.analysis import normalise

_ADDRESS = re.compile(r"https?://\S+|[\w.-]+\.[a-z]{2,}/\S*|/\S+/\S*", re.IGNORECASE)
_AROUND = " \t\n<>()\"',;."
"""What a message writes around an address."""
MAX_PATH = 1000


def read_address(text: str) -> str:
    """Return the path of a text that is nothing but an address, with slashes around it; "" for any other text."""
    text = normalise(text).strip(_AROUND)
    if not _ADDRESS.fullmatch(text):
        return ""
    try:
        path = urlsplit(text if "://" in text or text.startswith("/") else f"//{text}").path
    except ValueError:
        return ""
    return f"/{unquote(path).strip('/')}/"[:MAX_PATH]


def find_page(path: str, viewer: Viewer) -> ContentItem | None:
    """Return the item at a path, in any language, or whose part it is, if the viewer may see it."""
    language, *rest = parts = path.strip("/").split("/")
    paths = [path]
    if language in dict(settings.LANGUAGES):
        paths.append(f"/{'/'.join(rest)}/")
    if len(parts) > 2:
        paths.append(f"/{'/'.join(parts[:-1])}/")
    items = {item.path: item for item in ContentItem.objects.visible_to(viewer, off_site=True).filter(path__in=paths)}
    return next((items[one] for one in paths if one in items), None)


def words_in(path: str) -> str:
    """Return the words of a path."""
    return " ".join(re.findall(r"[^\W_]+", path))
