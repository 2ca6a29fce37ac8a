"""From a text to the address of the virus scanner."""


def scanner_address(text: str) -> str:
    """Return the path of a socket, or `host:port`; ValueError if it is neither."""
    host, _, port = text.rpartition(":")
    if not text.startswith("/") and not (host and port.isascii() and port.isdigit()):
        raise ValueError("expected the path of a socket, or host:port")
    return text
