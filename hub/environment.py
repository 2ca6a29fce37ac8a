"""Strict readers for environment variables: an invalid or missing one stops the start with its name and a hint."""

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import urlsplit

from partners.origins import parse_origins

T = TypeVar("T")
LAST_PORT = 65535
KEY_BYTES = 32


class MisconfigurationError(Exception):
    """A variable is missing, invalid or unknown. Not Django's exception: hub.bootstrap runs before Django is
    installed."""


class Environment:
    """Reads variables that share a prefix and records the name of each. An empty variable counts as missing."""

    def __init__(self, prefix: str, source: Mapping[str, str] = os.environ) -> None:
        self.prefix = prefix
        self.source = source
        self.names: set[str] = set()

    def text(self, name: str, *, default: str | None = None, hint: str) -> str:
        """Return the variable's text. A variable without a default is required."""
        return self.read(name, str, default, hint)

    def choice(self, name: str, choices: tuple[str, ...], *, default: str | None = None, hint: str) -> str:
        """Return one of `choices`."""

        def check(value: str) -> str:
            if value not in choices:
                raise ValueError(f"expected one of {', '.join(choices)}")
            return value

        return self.read(name, check, default, hint)

    def port(self, name: str, *, default: int, hint: str) -> int:
        """Return the number of a TCP port."""
        return self.integer(name, 1, LAST_PORT, default=default, hint=hint)

    def integer(self, name: str, minimum: int, maximum: int, *, default: int, hint: str) -> int:
        """Return a number from `minimum` to `maximum`."""

        def parse(value: str) -> int:
            if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
                raise ValueError(f"expected a whole number from {minimum} to {maximum}")
            return int(value)

        return self.read(name, parse, default, hint)

    def flag(self, name: str, *, default: bool, hint: str) -> bool:
        """Return True for `yes`, False for `no`."""
        return self.choice(name, ("yes", "no"), default="yes" if default else "no", hint=hint) == "yes"

    def address(self, name: str, schemes: tuple[str, ...], *, default: str | None = None, hint: str) -> str:
        """Return a URL with one of the schemes and a host (or a path, for a socket or a file)."""

        def check(value: str) -> str:
            # Neither message quotes the value: it may contain a password, and messages end up in logs.
            parts = urlsplit(value)
            if parts.scheme not in schemes:
                raise ValueError(f"expected an address that begins with {', '.join(f'{s}://' for s in schemes)}")
            if not (parts.netloc or parts.path):
                raise ValueError("expected an address with a host")
            return value

        return self.read(name, check, default, hint)

    def servers(self, name: str, schemes: tuple[str, ...], *, hint: str) -> tuple[str, ...]:
        """Return the URLs of a comma-separated list of servers, each with its port; empty if the variable is
        missing."""

        def parse(value: str) -> tuple[str, ...]:
            addresses = tuple(address.strip().rstrip("/") for address in value.split(",") if address.strip())
            for parts in map(urlsplit, addresses):
                if parts.scheme not in schemes or not parts.hostname or not parts.port or parts.path:
                    raise ValueError(f"expected {' or '.join(schemes)}://host:port, several separated by commas")
            return addresses

        return self.read(name, parse, (), hint)

    def origins(self, name: str, *, hint: str) -> tuple[str, ...]:
        """Return the origins of a comma-separated list, `*` for all; empty if the variable is missing."""

        def parse(value: str) -> tuple[str, ...]:
            if value.strip() == "*":
                return ("*",)
            try:
                return parse_origins(value.replace(",", "\n"))
            except ValueError:
                raise ValueError("expected https://host, several separated by commas, or *") from None

        return self.read(name, parse, (), hint)

    def slug(self, name: str, *, default: str, hint: str) -> str:
        """Return a short name of lower-case letters, digits and hyphens."""

        def check(value: str) -> str:
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", value):
                raise ValueError("expected up to 41 lower-case letters, digits and hyphens, starting with a letter")
            return value

        return self.read(name, check, default, hint)

    def socket(self, name: str, *, hint: str) -> str:
        """Return the path of a Unix socket, or `host:port`; empty if the variable is missing."""

        def check(value: str) -> str:
            host, _, port = value.rpartition(":")
            if not value.startswith("/") and not (host and port.isascii() and port.isdigit()):
                raise ValueError("expected the path of a socket, or host:port")
            return value

        return self.read(name, check, "", hint)

    def contact(self, name: str, *, hint: str) -> str:
        """Return an email address, or the `https://` address of a page; empty if the variable is missing."""

        def check(value: str) -> str:
            if not re.fullmatch(r"[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+|https://[^\s@]+", value):
                raise ValueError("expected an email address, or an address that begins with https://")
            return value

        return self.read(name, check, "", hint)

    def key(self, name: str, *, hint: str) -> bytes:
        """Return a key of 32 bytes, encoded as base64url; empty if the variable is missing."""
        return self.read(name, _decode_key, b"", hint)

    def keys(self, name: str, *, hint: str) -> tuple[bytes, ...]:
        """Return the keys of a comma-separated list, each 32 bytes as base64url; empty if the variable is missing."""

        def parse(value: str) -> tuple[bytes, ...]:
            return tuple(_decode_key(part.strip()) for part in value.split(",") if part.strip())

        return self.read(name, parse, (), hint)

    def list(self, name: str, *, default: tuple[str, ...] | None = None, hint: str) -> tuple[str, ...]:
        """Return the parts of a comma-separated list, without surrounding spaces."""

        def parse(value: str) -> tuple[str, ...]:
            return tuple(part.strip() for part in value.split(",") if part.strip())

        return self.read(name, parse, default, hint)

    def reject_unknown(self) -> None:
        """Stop the start if a variable with our prefix is unknown: it is probably a misspelt name."""
        unknown = sorted(name for name in self.source if name.startswith(self.prefix) and name not in self.names)
        if unknown:
            near = get_close_matches(unknown[0], self.names, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/hub.md lists them"
            raise MisconfigurationError(f"{unknown[0]} is not a setting of the hub. Hint: {hint}")

    def read(self, name: str, convert: Callable[[str], T], default: T | None, hint: str) -> T:
        """Return the variable's text converted by `convert`, whose ValueError says what is expected, never the
        value."""
        full_name = self.prefix + name
        self.names.add(full_name)
        value = self.source.get(full_name, "")
        if value == "":
            if default is None:
                raise MisconfigurationError(f"{full_name} is missing. Hint: {hint}")
            return default
        try:
            return convert(value)
        except ValueError as error:
            raise MisconfigurationError(f"{full_name} is wrong: {error}. Hint: {hint}") from error


def _decode_key(text: str) -> bytes:
    try:
        key = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"expected {KEY_BYTES} bytes as base64url")
    return key
