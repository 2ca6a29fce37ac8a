"""What an engine must offer. tantivy is the first; another is a folder of the same shape."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from search.contract import Facet
from search.nodes import Node


class EngineUnavailableError(Exception):
    """The engine cannot answer now; somebody else must."""


@dataclass(frozen=True)
class Position:
    """How far in the log an index is. `mark` tells that change from one of another log with the same number."""

    sequence: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Match:
    """One document found; `handle` is the engine's own."""

    item_id: UUID
    score: float
    handle: Any


@dataclass(frozen=True)
class Shown:
    """What of a document is shown: which edition it was built from, and its marked, escaped texts, empty where nothing
    matched."""

    edition_id: int
    title_html: str
    snippet_html: str


class Snapshot(Protocol):
    """The index at one moment: all parts of an answer come from the same one."""

    position: Position

    def page(self, query: Node, *, newest: bool, offset: int, limit: int) -> tuple[list[Match], int]:
        """Return some matches, in an order that holds while the snapshot does, and how many there are in all."""

    def show(self, matches: Collection[Match], highlight: Node, language: str) -> list[Shown]:
        """Return what is shown of each match."""

    def count(self, query: Node) -> int:
        """Return how many documents match."""

    def frequency(self, term: str, language: str) -> int:
        """Return in about how many documents an analysed term stands, whoever may read them; 0 is exact."""

    def facet(self, query: Node, facets: Collection[Facet]) -> dict[Facet, dict[str, int]]:
        """Return how many of the matching documents have each value of each facet."""

    def similar_words(self, word: str, language: str) -> list[str]:
        """Return words of the index within some edits of `word`, the nearest first, whoever may read them."""


class Engine(Protocol):
    """A search engine."""

    name: str

    def snapshot(self) -> Snapshot:
        """Return the newest state. Raises EngineUnavailableError."""
