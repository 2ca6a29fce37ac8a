"""Origins of pages, as browsers send them (RFC 6454): a scheme, a host, and a port if it is not the default."""

import re
from urllib.parse import urlsplit

# Origins are sent in headers. An international name is written in its ASCII form (xn--…), as browsers send it.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def parse_origins(text: str) -> tuple[str, ...]:
    """Return the origins of a text with one per line, as browsers write them. Raises ValueError."""
    return tuple(dict.fromkeys(_parse_origin(line.strip()) for line in text.splitlines() if line.strip()))


def _parse_origin(text: str) -> str:
    problem = (
        f"“{text}” is not an origin. An origin looks like https://portal.example.org, without a path and without *."
    )
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:
        raise ValueError(problem) from None
    rest = address.path.rstrip("/") or address.query or address.fragment or address.username
    is_host = _HOST.fullmatch(address.hostname or "")
    if address.scheme not in _DEFAULT_PORTS or not is_host or rest:
        raise ValueError(problem)
    host = f"[{address.hostname}]" if ":" in str(address.hostname) else address.hostname
    at_port = f":{port}" if port and port != _DEFAULT_PORTS.get(address.scheme) else ""
    return f"{address.scheme}://{host}{at_port}"
