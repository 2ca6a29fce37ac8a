"""Strict readers of environment variables: a wrong or missing one stops the start, by name and with a hint."""

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import urlsplit

from partners.origins import origins_in

T = TypeVar("T")
LAST_PORT = 65535
KEY_BYTES = 32


class MisconfigurationError(Exception):
    """A variable is missing, wrong or unknown. Not Django's exception: hub.bootstrap reads before Django is there."""


class Environment:
    """Reads variables that share a prefix and remembers each name it was asked for. An empty one counts as missing."""

    def __init__(self, prefix: str, source: Mapping[str, str] = os.environ) -> None:
        self.prefix = prefix
        self.source = source
        self.names: set[str] = set()

    def text(self, name: str, *, default: str | None = None, hint: str) -> str:
        """Return the variable's text; without a default it is required."""
        return self.read(name, str, default, hint)

    def choice(self, name: str, choices: tuple[str, ...], *, default: str | None = None, hint: str) -> str:
        """Return one of `choices`."""

        def one_of(value: str) -> str:
            if value not in choices:
                raise ValueError(f"expected one of {', '.join(choices)}")
            return value

        return self.read(name, one_of, default, hint)

    def port(self, name: str, *, default: int, hint: str) -> int:
        """Return the number of a TCP port."""
        return self.whole_number(name, 1, LAST_PORT, default=default, hint=hint)

    def whole_number(self, name: str, least: int, most: int, *, default: int, hint: str) -> int:
        """Return a number from `least` to `most`."""

        def within(value: str) -> int:
            if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
                raise ValueError(f"expected a whole number from {least} to {most}")
            return int(value)

        return self.read(name, within, default, hint)

    def flag(self, name: str, *, default: bool, hint: str) -> bool:
        """Return True for `yes`, False for `no`."""
        return self.choice(name, ("yes", "no"), default="yes" if default else "no", hint=hint) == "yes"

    def address(self, name: str, schemes: tuple[str, ...], *, default: str | None = None, hint: str) -> str:
        """Return an address of one of the schemes, with a host (or a path: a socket, a file)."""

        def well_formed(value: str) -> str:
            # Neither message quotes the value: addresses carry passwords, and this line ends in logs.
            parts = urlsplit(value)
            if parts.scheme not in schemes:
                raise ValueError(f"expected an address that begins with {', '.join(f'{s}://' for s in schemes)}")
            if not (parts.netloc or parts.path):
                raise ValueError("expected an address with a host")
            return value

        return self.read(name, well_formed, default, hint)

    def servers(self, name: str, schemes: tuple[str, ...], *, hint: str) -> tuple[str, ...]:
        """Return addresses of servers, each with its port, from a comma-separated list; none when it is missing."""

        def complete(value: str) -> tuple[str, ...]:
            addresses = tuple(address.strip().rstrip("/") for address in value.split(",") if address.strip())
            for parts in map(urlsplit, addresses):
                if parts.scheme not in schemes or not parts.hostname or not parts.port or parts.path:
                    raise ValueError(f"expected {' or '.join(schemes)}://host:port, several separated by commas")
            return addresses

        return self.read(name, complete, (), hint)

    def origins(self, name: str, *, hint: str) -> tuple[str, ...]:
        """Return origins of pages from a comma-separated list, `*` for all; none when it is missing."""

        def well_formed(value: str) -> tuple[str, ...]:
            if value.strip() == "*":
                return ("*",)
            try:
                return origins_in(value.replace(",", "\n"))
            except ValueError:
                raise ValueError("expected https://host, several separated by commas, or *") from None

        return self.read(name, well_formed, (), hint)

    def slug(self, name: str, *, default: str, hint: str) -> str:
        """Return a short name of small letters, digits and hyphens."""

        def well_formed(value: str) -> str:
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", value):
                raise ValueError("expected up to 41 small letters, digits and hyphens, a letter first")
            return value

        return self.read(name, well_formed, default, hint)

    def key(self, name: str, *, hint: str) -> bytes:
        """Return a key of 32 bytes that is given as base64url; none when it is missing."""
        return self.read(name, _key, b"", hint)

    def keys(self, name: str, *, hint: str) -> tuple[bytes, ...]:
        """Return keys of 32 bytes, each as base64url, from a comma-separated list; none when it is missing."""

        def decoded(value: str) -> tuple[bytes, ...]:
            return tuple(_key(text.strip()) for text in value.split(",") if text.strip())

        return self.read(name, decoded, (), hint)

    def words(self, name: str, *, default: tuple[str, ...] | None = None, hint: str) -> tuple[str, ...]:
        """Return a comma-separated list; blanks around the commas are dropped."""

        def split(value: str) -> tuple[str, ...]:
            return tuple(word.strip() for word in value.split(",") if word.strip())

        return self.read(name, split, default, hint)

    def refuse_unknown(self) -> None:
        """Stop the start when a variable carries our prefix but is none of ours: a misspelt name must not pass."""
        unknown = sorted(name for name in self.source if name.startswith(self.prefix) and name not in self.names)
        if unknown:
            near = get_close_matches(unknown[0], self.names, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/hub.md lists them"
            raise MisconfigurationError(f"{unknown[0]} is not a setting of the hub. Hint: {hint}")

    def read(self, name: str, convert: Callable[[str], T], default: T | None, hint: str) -> T:
        """Return what `convert` makes of the variable's text; its ValueError says what is wrong, never the value."""
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


def _key(text: str) -> bytes:
    try:
        key = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"expected {KEY_BYTES} bytes as base64url")
    return key
