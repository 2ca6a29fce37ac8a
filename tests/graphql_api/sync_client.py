"""A client that synchronises a copy as docs/api/sync.md says, and checks it after each step."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.graphql_api.api_client import Json, post

NODE = "id title path edition { contentHash }"
SNAPSHOT = f"""query ($first: Int!, $after: String, $filter: SyncFilter) {{
  answer: snapshot(first: $first, after: $after, filter: $filter) {{
    ... on ContentSnapshot {{ nodes {{ {NODE} }} nextPage cursor }}
    ... on ResyncRequired {{ reason }} }} }}"""
CHANGES = f"""query ($first: Int!, $after: String, $filter: SyncFilter) {{
  answer: changes(first: $first, after: $after, filter: $filter) {{
    ... on ContentChanges {{ cursor hasNextPage
      nodes {{ id content {{ {NODE} }} tombstone {{ reason movedTo supersededBy {{ {NODE} }} }} }} }}
    ... on ResyncRequired {{ reason }} }} }}"""
UNKNOWN: Json = {"hasNextPage": False}
"""Represents an error: the filter names a topic that does not exist, so nothing matches any more."""


@dataclass
class Copy:
    """One client's copy. A step asks for one page of whatever is due."""

    client: Client
    filter: Json = field(default_factory=dict)
    store: dict[str, Json] = field(default_factory=dict)
    cursor: str | None = None
    _arriving: dict[str, Json] = field(default_factory=dict)
    _page: str | None = None

    def step(self, size: int = 100) -> Json:
        """Ask for a page, take it in and return the answer."""
        return self._fill(size) if self.cursor is None else self._follow(size)

    def catch_up(self, size: int = 100) -> None:
        """Ask until there is nothing more."""
        while (answer := self.step(size)).get("hasNextPage", True):
            pass
        assert self.cursor is not None or answer == UNKNOWN

    def _fill(self, size: int) -> Json:
        answer = self._ask(SNAPSHOT, size, self._page)
        if "reason" in answer or answer == UNKNOWN:
            self._arriving, self._page = {}, None
            self.store = {} if answer == UNKNOWN else self.store
            return answer
        self._arriving |= {node["id"]: node for node in answer["nodes"]}
        self._page = answer["nextPage"]
        if self._page is None:
            self.store, self.cursor, self._arriving = self._arriving, answer["cursor"], {}
        return answer

    def _follow(self, size: int) -> Json:
        answer = self._ask(CHANGES, size, self.cursor)
        if "reason" in answer:
            self.cursor = None
            return answer
        for node in answer["nodes"]:
            self.store.pop(node["id"], None)
            if node["content"]:
                self.store[node["id"]] = node["content"]
        self.cursor = answer["cursor"]
        return answer

    def _ask(self, query: str, size: int, after: str | None) -> Json:
        answer: Json = post(self.client, query, first=size, after=after, filter=self.filter).json()
        if "errors" in answer:
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNKNOWN_REFERENCE"]
            return UNKNOWN
        found: Json = answer["data"]["answer"]
        return found


def contents_in(answer: Any) -> list[Json]:
    """Return every document in an answer."""
    if isinstance(answer, list):
        return [found for one in answer for found in contents_in(one)]
    if not isinstance(answer, dict):
        return []
    return ([answer] if "edition" in answer else []) + contents_in(list(answer.values()))
