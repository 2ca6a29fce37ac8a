"""The registered operations as requests find them: by hash, parsed, and known to be valid."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cachetools import TTLCache, cached
from django.db.models.signals import post_save

from graphql_api.base.errors import Code, HubError
from graphql_api.execution.parsing import Document, parsed
from partners.models import RegisteredOperation

SECONDS = 0.25
"""How long an operation is answered after it was retired in another process."""
MOST_KEPT = 1_000
# A test holds this file against the schema.
SCHEMA = sha256((Path(__file__).parents[1] / "schema.graphql").read_bytes()).hexdigest()
"""The present schema, as `RegisteredOperation.schema` has it."""


@dataclass(frozen=True)
class Registered:
    """A registered operation's text. `document` is None where the schema has changed since it was validated."""

    text: str
    document: Document | None


def registered(sha256: str) -> Registered:
    """Return the operation of a hash. The refusal's message and code are those that Apollo's clients look for."""
    rows = _rows(sha256)
    if not rows:
        raise HubError(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
    text, schema = rows[0]
    return Registered(text, _parsed(text) if schema == SCHEMA else None)


_held: TTLCache[str, list[tuple[str, str]]] = TTLCache(MOST_KEPT, SECONDS)


@cached(_held, key=lambda sha256: sha256, lock=Lock())
def _rows(sha256: str) -> list[tuple[str, str]]:
    return list(RegisteredOperation.objects.active().filter(sha256=sha256).values_list("text", "schema")[:1])


@lru_cache(MOST_KEPT)
def _parsed(text: str) -> Document:
    return Document(text, parsed(text))


def forget(**_: object) -> None:
    """Look anew: something was registered or retired in this process."""
    _held.clear()


post_save.connect(forget, sender=RegisteredOperation)
