"""URLs: which may be published, and which lead to the hub's own pages.

Writers call `check_external_url`, which raises with a reason. Readers call `is_valid_url` on URLs of old editions: one
that is invalid is shown as text.
"""

import re
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.http import is_same_domain

WEB_SCHEMES = ("http", "https")
RICH_TEXT_SCHEMES = (*WEB_SCHEMES, "mailto", "tel")
"""The schemes allowed for links in rich text."""

# Browsers ignore tabs and line breaks anywhere in a URL, and whitespace and control characters around it.
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


class SchemeError(ValueError):
    """A URL whose scheme is not allowed: a browser could run it as a script."""


def check_external_url(url: str, schemes: tuple[str, ...] = WEB_SCHEMES) -> str:
    """Return a URL of another site. Raises ValueError, which says what is wrong, for every other text."""
    if internal_path(url) is not None:
        raise ValueError(f"“{url}” is an address of the hub itself. Choose the page or the document instead.")
    if not is_valid_url(url, schemes):
        problem = ValueError if _find_scheme(url) in ("", *schemes) else SchemeError
        raise problem(f"“{url}” is not a valid web address. {_hint(url)}")
    return url


def is_valid_url(url: str, schemes: tuple[str, ...] = WEB_SCHEMES) -> bool:
    """Whether a URL has one of the schemes and is parsed the same way by every browser."""
    scheme = _find_scheme(url)
    if scheme not in schemes or _IGNORED.search(url.strip(" ")) or "\\" in url:
        return False
    if scheme not in WEB_SCHEMES:
        return len(url) > len(scheme) + 1
    try:
        parts = urlsplit(url)
        return bool(_HOST.fullmatch(parts.netloc)) and parts.port != 0
    except ValueError:
        return False


def valid_url_or_none(url: str) -> str | None:
    """Return a URL of an edition if it is valid, else None: old editions may hold invalid ones, shown as text."""
    return url if is_valid_url(url) else None


def internal_path(url: str) -> str | None:
    """Return the decoded path, query and fragment of a URL of the hub itself; None for every other URL.

    A path alone (`/guidance/x/`) is internal; so is any port on one of our hosts, with or without `www.`.
    """
    try:
        parts = urlsplit(_IGNORED.sub("", url).replace("\\", "/"))
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("", *WEB_SCHEMES) or not (
        _is_own_host(host) if parts.netloc else parts.path.startswith("/")
    ):
        return None
    return unquote(parts._replace(scheme="", netloc="", path=parts.path or "/").geturl())


def _is_own_host(host: str) -> bool:
    base = urlsplit(settings.BASE_URL).hostname or ""
    admin = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    bare = _normalise_host(host.rstrip("."))
    own = (_normalise_host(name) for name in (base, admin, *settings.ALLOWED_HOSTS) if name not in ("", "*"))
    return any(is_same_domain(bare, name) for name in own)


def _normalise_host(host: str) -> str:
    """Return a host in lower case, as IDNA and without `www.`."""
    with suppress(UnicodeError):  # a pattern (.example.org), or not a host
        host = host.encode("idna").decode()
    return host.lower().strip("[]").removeprefix("www.")


def _find_scheme(url: str) -> str:
    found = _SCHEME.match(_IGNORED.sub("", url))
    return found[1].lower() if found else ""


def _hint(url: str) -> str:
    scheme = _find_scheme(url)
    if scheme == "file" or url.startswith("\\\\") or re.match(r"[a-z]:[\\/]", url, re.IGNORECASE):
        return "It is a file on a computer or a network drive: upload it and choose the document."
    if url.lstrip().startswith("#"):
        return "It points to a place within one document: remove the link."
    if scheme in WEB_SCHEMES:
        return "Check it for spaces, backslashes, a user name or a missing host."
    return "It must start with https:// or http://."
