"""Origins of pages, as browsers send them (RFC 6454): a scheme, a host, and a port if it is not the default."""

from urllib.parse import urlsplit

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
    if address.scheme not in _DEFAULT_PORTS or not address.hostname or rest or "*" in text:
        raise ValueError(problem)
    host = f"[{address.hostname}]" if ":" in address.hostname else address.hostname
    at_port = f":{port}" if port and port != _DEFAULT_PORTS.get(address.scheme) else ""
    return f"{address.scheme}://{host}{at_port}"
