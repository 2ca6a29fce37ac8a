"""The hash that identifies a registered operation in a request, in the three forms that clients use."""

import re
from typing import Any

from graphql_api.base.payloads import raise_bad_request

_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


def parse_hash(document_id: object, extensions: dict[str, Any] | None, in_path: str | None) -> str | None:
    """Return the SHA-256 in a request's path, in `documentId` (GraphQL over HTTP) or in `extensions.persistedQuery`
    (Apollo); None if there is none."""
    apollo = (extensions or {}).get("persistedQuery")
    if apollo is not None:
        if not isinstance(apollo, dict) or apollo.get("version") != 1 or apollo.get("sha256Hash") is None:
            raise_bad_request('`extensions.persistedQuery` must be {"version": 1, "sha256Hash": "…"}.')
        apollo = apollo["sha256Hash"]
    hashes = {_parse(value) for value in (in_path, document_id, apollo) if value is not None}
    if len(hashes) > 1:
        raise_bad_request("The request contains two different hashes.")
    return hashes.pop() if hashes else None


def _parse(value: object) -> str:
    match = _HASH.fullmatch(value.lower()) if isinstance(value, str) else None
    message = "A registered operation is identified by the SHA-256 of its text: 64 hexadecimal digits."
    return match[1] if match else raise_bad_request(message)
