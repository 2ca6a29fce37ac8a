"""Where a request comes from: the one reader of X-Forwarded-For."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

_WITH_PORT = re.compile(r"\[([^\[\]]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")
"""`[2001:db8::1]`, `[2001:db8::1]:443` and `203.0.113.9:51234`. A bare IPv6 address has no port: it could not be told
from the address."""
IPV6_NETWORK_BITS = 64
"""Bits of an IPv6 address that name a network: one subscriber has at least a whole one."""


def get_client_ip(request: HttpRequest) -> str:
    """Return what limits without a key are counted by: an IPv4 address, or the /64 network of an IPv6 address.

    Each proxy in front appends whom it answers to X-Forwarded-For, so the entry that counts is the one that the
    outermost of ours wrote; what stands before it, anybody can send. Where that entry is no address (`unknown`,
    `_hidden`), the next one towards us counts, and at last the connection's own: only those who come through the proxy
    that writes such entries share a limit, never everybody.
    """
    for text in _hops(request):
        if address := parse_ip(text):
            return _rate_limit_key(address)
        if text:
            _warn()
    return ""


def parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that an entry names, with or without port, brackets, zone and quotes; None where it is none.
    An IPv4 address within IPv6 is the IPv4 address."""
    text = text.strip().strip('"').strip()
    found = _WITH_PORT.fullmatch(text)
    bare = (found[1] or found[2]) if found else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _hops(request: HttpRequest) -> Iterator[str]:
    """Yield who asked, from the outermost of our proxies to the connection."""
    if settings.SECURE_PROXY_SSL_HEADER:
        entries = [entry for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        yield from entries[-settings.TRUSTED_PROXIES :]
    yield str(request.META.get("REMOTE_ADDR") or "")


def _rate_limit_key(address: IPv4Address | IPv6Address) -> str:
    return str(address) if address.version == 4 else str(ip_network((int(address), IPV6_NETWORK_BITS), strict=False))


@cache
def _warn() -> None:
    """Say it once: an entry in the log for each request would help nobody."""
    logger.warning(
        "A proxy in front passes on an X-Forwarded-For whose last entries are no addresses: those who come through it "
        "share one limit. Let it append the client's address, and see HUB_TRUSTED_PROXIES."
    )
