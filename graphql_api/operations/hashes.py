"""The hash by which a request names a registered operation: three ways to say it, of as many families of clients."""

import re
from typing import Any

from graphql_api.base.payloads import raise_bad_request

_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


def hash_of(document_id: object, extensions: dict[str, Any] | None, in_path: str | None) -> str | None:
    """Return the SHA-256 that a request names: in its path, as the specification's `documentId`, or as Apollo's
    `extensions.persistedQuery`. None when it names none."""
    given = (in_path, document_id, _of_apollo((extensions or {}).get("persistedQuery")))
    hashes = {_hash(each) for each in given if each is not None}
    if len(hashes) > 1:
        raise_bad_request("The request names two different hashes.")
    return hashes.pop() if hashes else None


def _of_apollo(persisted: object) -> object:
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1 or persisted.get("sha256Hash") is None:
        raise_bad_request('`extensions.persistedQuery` must be {"version": 1, "sha256Hash": "…"}.')
    return persisted["sha256Hash"]


def _hash(given: object) -> str:
    found = _HASH.fullmatch(given.lower()) if isinstance(given, str) else None
    return (
        found[1]
        if found
        else raise_bad_request("A registered operation is named by the SHA-256 of its text: 64 hex digits.")
    )
