"""Web addresses: which ones may be published, and which of them lead into the hub itself.

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
"""The schemes that a link in running text may have."""

# Browsers leave out tabs and line ends wherever they are in an address, and blanks and controls around it.
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


class SchemeError(ValueError):
    """An address whose scheme no link may have: it could run as a script where a browser follows it."""


def check_external_url(address: str, schemes: tuple[str, ...] = WEB_SCHEMES) -> str:
    """Return an address that leads outside the hub. Raises ValueError with what is wrong with any other."""
    if internal_path(address) is not None:
        raise ValueError(f"“{address}” leads into the hub itself. Choose the page or the document instead.")
    if not is_valid_url(address, schemes):
        problem = ValueError if _find_scheme(address) in ("", *schemes) else SchemeError
        raise problem(f"“{address}” is no web address. {_hint(address)}")
    return address


def is_valid_url(address: str, schemes: tuple[str, ...] = WEB_SCHEMES) -> bool:
    """Whether an address has one of the schemes, and is written so that every browser reads it alike."""
    scheme = _find_scheme(address)
    if scheme not in schemes or _IGNORED.search(address.strip(" ")) or "\\" in address:
        return False
    if scheme not in WEB_SCHEMES:
        return len(address) > len(scheme) + 1
    try:
        parts = urlsplit(address)
        return bool(_HOST.fullmatch(parts.netloc)) and parts.port != 0
    except ValueError:
        return False


def valid_url_or_none(address: str) -> str | None:
    """Return an address of an edition where it can be followed. Old editions may hold others: they are text alone."""
    return address if is_valid_url(address) else None


def internal_path(address: str) -> str | None:
    """Return the path, query and fragment of an address within the hub, decoded; None for every other address.

    A path alone (`/guidance/x/`) is one; so is any scheme and port on a host of ours, with or without `www.`.
    """
    try:
        parts = urlsplit(_IGNORED.sub("", address).replace("\\", "/"))
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
    """A host as browsers ask for it, whatever letters it is written in; `www.` makes no difference."""
    with suppress(UnicodeError):  # a pattern (.example.org), or no host at all
        host = host.encode("idna").decode()
    return host.lower().strip("[]").removeprefix("www.")


def _find_scheme(address: str) -> str:
    found = _SCHEME.match(_IGNORED.sub("", address))
    return found[1].lower() if found else ""


def _hint(address: str) -> str:
    scheme = _find_scheme(address)
    if scheme == "file" or address.startswith("\\\\") or re.match(r"[a-z]:[\\/]", address, re.IGNORECASE):
        return "It is a file on a computer or a network drive: upload it, and choose the document."
    if address.lstrip().startswith("#"):
        return "It leads to a place within one document: take the link out."
    if scheme in WEB_SCHEMES:
        return "Look for blanks, backslashes, a user name or a missing host in it."
    return "It has to begin with https:// or http://."
