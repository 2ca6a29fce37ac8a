"""Origins of pages, as browsers send them (RFC 6454): a scheme, a host, and a port if it is not the usual."""

from urllib.parse import urlsplit

_USUAL = {"https": 443, "http": 80}


def parse_origins(text: str) -> tuple[str, ...]:
    """Return the origins in a text of one a line, as browsers write them. Raises ValueError with what is wrong."""
    return tuple(dict.fromkeys(_origin(line.strip()) for line in text.splitlines() if line.strip()))


def _origin(text: str) -> str:
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:
        raise ValueError(_told(text)) from None
    rest = address.path.rstrip("/") or address.query or address.fragment or address.username
    if address.scheme not in _USUAL or not address.hostname or rest or "*" in text:
        raise ValueError(_told(text))
    host = f"[{address.hostname}]" if ":" in address.hostname else address.hostname
    at_port = f":{port}" if port and port != _USUAL.get(address.scheme) else ""
    return f"{address.scheme}://{host}{at_port}"


def _told(text: str) -> str:
    return f"“{text}” is no origin. One looks like https://portal.example.org, without a path and without *."
