"""The IP address of a request's client. Only this module reads X-Forwarded-For."""

import logging
import re
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

_WITH_PORT = re.compile(r"\[([^\[\]]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")
"""`[2001:db8::1]`, `[2001:db8::1]:443`, `203.0.113.9:51234`. A bare IPv6 address has no port (ambiguous)."""
IPV6_NETWORK_BITS = 64
"""The length of an IPv6 network prefix. A subscriber has at least one such network."""


def get_client_ip(request: HttpRequest) -> str:
    """Return the key of rate limits for callers without an API key: an IPv4 address, or the /64 network of an IPv6
    address.

    Each proxy appends the address it received the request from to X-Forwarded-For, so the entry written by our
    outermost proxy counts; clients can forge all entries before it. If that entry is not an IP address (`unknown`,
    `_hidden`), the next one towards us is used, and finally the connection's own address: only clients behind the proxy
    that writes such entries share a limit, not all clients.
    """
    hops = [str(request.META.get("REMOTE_ADDR") or "")]
    if settings.SECURE_PROXY_SSL_HEADER:
        entries = [entry for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        hops = [*entries[-settings.TRUSTED_PROXIES :], *hops]
    for text in hops:
        if address := parse_ip(text):
            if address.version == 4:
                return str(address)
            return str(ip_network((int(address), IPV6_NETWORK_BITS), strict=False))
        if text:
            _warn()
    return ""


def parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address of an entry, which may have a port, brackets, a zone or quotes; None if it is invalid.
    An IPv4-mapped IPv6 address is returned as IPv4."""
    text = text.strip().strip('"').strip()
    found = _WITH_PORT.fullmatch(text)
    bare = (found[1] or found[2]) if found else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@cache
def _warn() -> None:
    """Warn once per process: a log entry for each request would not help."""
    logger.warning(
        "A proxy sends an X-Forwarded-For header whose last entries are not IP addresses: all its clients share one "
        "rate limit. Configure it to append the client's address, and check HUB_TRUSTED_PROXIES."
    )
