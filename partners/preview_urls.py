"""The preview URL of a front end: a template with `{token}` in place of the token."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from publishing.previews.sites import PLACEHOLDER
from publishing.text.urls import check_external_url

EXAMPLE = "https://portal.example.org/preview/{token}"


def parse_preview_url(text: str) -> str:
    """Return the template as it is stored, "" for none. Raises ValueError."""
    text = text.strip()
    if not text:
        return ""
    before, _, after = text.partition(PLACEHOLDER)
    if PLACEHOLDER not in text or {"{", "}"} & set(before + after):
        raise ValueError(f"A preview URL contains {PLACEHOLDER} once, and no other braces: {EXAMPLE}")
    parts = urlsplit(check_external_url(before + "token" + after))
    if parts.scheme != "https" and not _is_development_server(parts.hostname or ""):
        raise ValueError(f"A preview URL begins with https://: {EXAMPLE}")
    if "/" not in before.partition("://")[2]:
        raise ValueError(f"Only the path, the query or the fragment may contain {PLACEHOLDER}: {EXAMPLE}")
    return text


def _is_development_server(host: str) -> bool:
    """Whether it runs on this machine, which is allowed outside production only."""
    if settings.PRODUCTION:
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
