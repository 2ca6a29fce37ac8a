"""Looks up registered operations by hash: already parsed, and known to be valid."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache, cached
from django.db.models.signals import post_save

from graphql_api.execution.parsing import ParsedText, parse_syntax
from graphql_api.operations.hashes import TextHash
from partners.models import RegisteredOperation

SECONDS = 0.25
"""How long an operation is still answered after it was retired in another process."""
MAX_OPERATIONS = 1_000
# A test compares this file with the schema.
SCHEMA = sha256((Path(__file__).parents[1] / "schema.graphql").read_bytes()).hexdigest()
"""The hash of the current schema, as in `RegisteredOperation.schema`."""


class RegisteredText(NamedTuple):
    """The text of a registered operation. `parsed` is None if the schema has changed since it was validated."""

    text: str
    parsed: ParsedText | None


def find_registered(hash_: TextHash) -> RegisteredText | None:
    """Return the operation with a hash."""
    rows = _find_rows(hash_)
    if not rows:
        return None
    text, schema = rows[0]
    return RegisteredText(text, _parse_valid(text) if schema == SCHEMA else None)


_rows: TTLCache[TextHash, list[tuple[str, str]]] = TTLCache(MAX_OPERATIONS, SECONDS)


@cached(_rows, key=lambda hash_: hash_, lock=Lock())
def _find_rows(hash_: TextHash) -> list[tuple[str, str]]:
    return list(RegisteredOperation.objects.active().with_hash(*hash_).values_list("text", "schema")[:1])


@lru_cache(MAX_OPERATIONS)
def _parse_valid(text: str) -> ParsedText:
    return ParsedText(text, parse_syntax(text))


def clear_cache(**_: object) -> None:
    """Forget all rows: an operation was registered or retired in this process."""
    _rows.clear()


post_save.connect(clear_cache, sender=RegisteredOperation)
