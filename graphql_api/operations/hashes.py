"""The hash that identifies a registered operation, in the forms that clients and generators use."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from graphql_api.base.payloads import raise_bad_request
from partners.models import hash_text

PARAMETERS = ("documentId", "doc_id", "id")
"""The members of a request that can contain it: GraphQL over HTTP, Relay, and older clients."""
_HASH = re.compile(r"(?:(md5|sha1|sha256):)?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})")
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}
"""The algorithms by the number of hexadecimal digits."""


class TextHash(NamedTuple):
    """A hash of an operation's text, with its algorithm as in hashlib."""

    algorithm: str
    digest: str

    @classmethod
    def parse(cls, value: object) -> Self | None:
        """Return the hash in `<hexadecimal digits>` or `sha256:<hexadecimal digits>`; None if it is not one."""
        match = _HASH.fullmatch(value.lower()) if isinstance(value, str) else None
        if match is None:
            return None
        algorithm = _ALGORITHMS[len(match[2])]
        return cls(algorithm, match[2]) if match[1] in (None, algorithm) else None

    def matches(self, text: str) -> bool:
        """Whether it is the hash of a text."""
        return hash_text(text, self.algorithm) == self.digest


def parse_hash(members: Mapping[str, Any], extensions: dict[str, Any] | None, in_path: str | None) -> TextHash | None:
    """Return the hash in a request's path, in one of PARAMETERS, or in `extensions.persistedQuery` (Apollo); None if
    there is none."""
    apollo = (extensions or {}).get("persistedQuery")
    if apollo is not None:
        if not isinstance(apollo, dict) or apollo.get("version") != 1 or apollo.get("sha256Hash") is None:
            raise_bad_request('`extensions.persistedQuery` must be {"version": 1, "sha256Hash": "…"}.')
        apollo = apollo["sha256Hash"]
    values = (in_path, apollo, *(members.get(name) for name in PARAMETERS))
    hashes = {_parse(value) for value in values if value is not None}
    if len(hashes) > 1:
        raise_bad_request("The request contains two different hashes.")
    return hashes.pop() if hashes else None


def _parse(value: object) -> TextHash:
    message = (
        "A registered operation is identified by a hash of its text, in hexadecimal digits: 64 for SHA-256, 40 for "
        "SHA-1, or 32 for MD5."
    )
    return TextHash.parse(value) or raise_bad_request(message)
