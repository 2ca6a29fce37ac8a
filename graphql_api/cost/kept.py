"""What is worked out once for a document, and kept for the next time it is sent."""

from typing import Generic, TypeVar

KEPT = 256
"""How many documents' results are kept, of each kind."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """A dictionary that begins again when it is full: simple, and safe between threads without a lock."""

    def __init__(self) -> None:
        self._held: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """Return what is kept."""
        return self._held.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value, and return it."""
        if len(self._held) >= KEPT:
            self._held.clear()
        self._held[key] = value
        return value
