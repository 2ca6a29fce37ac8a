"""The interface of search engines: snapshots to search, and stores of indices to write to. Each engine is a folder."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from publishing.access.audiences import Audience
from search.base.cursors import CursorPosition
from search.base.requests import Facet
from search.base.term_counts import TermCounts
from search.documents.search_document import SearchDocument
from search.queries.audience_tiers import FULL_TIER
from search.queries.filters import filter_query
from search.queries.nodes import Node

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

Counts = dict[Facet, dict[str, int]]
MAX_FACET_VALUES = 500
"""How many values of a facet are counted."""


class EngineUnavailableError(Exception):
    """The engine cannot answer at present; another one must."""


class ForeignIndexError(EngineUnavailableError):
    """The index belongs to another hub, until an operator takes ownership of it."""


class DamagedIndexError(EngineUnavailableError):
    """The index can no longer be read and must be rebuilt."""


class IndexLockedError(Exception):
    """Another process is writing to the index."""


@dataclass(frozen=True)
class LogPosition:
    """The position in the log that an index has reached. The fingerprint distinguishes that change from one with the
    same number in another log."""

    sequence: int = 0
    fingerprint: str = ""


@dataclass(frozen=True)
class EngineRequest:
    """Everything that one answer needs from an index, so that an engine can fetch it in one request."""

    query: Node
    visibility: Node
    """What the viewer may see: everything below passes it."""
    counted: Node
    """The query without the parts that only affect ranking, for counts."""
    filters: Mapping[Facet, Node] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    floor: Node | None = None
    """A query that at least one visible document must match, whatever the filters; otherwise nothing is found."""
    highlight: Node | None = None
    language: str = ""
    newest: bool = False
    limit: int = 20
    after: CursorPosition | None = None

    def filtered(self, query: Node, except_facet: Facet | None = None) -> Node:
        """Return a query restricted by the visibility filter and by all filters except that of one facet."""
        return filter_query(
            query, self.visibility, (node for facet, node in self.filters.items() if facet != except_facet)
        )


@dataclass(frozen=True)
class Match:
    """One matching document. Its texts come from the indexed edition: highlighted, escaped, empty where nothing
    matched."""

    item_id: UUID
    edition_id: int
    score: float
    cursor_position: CursorPosition
    title_html: str = ""
    snippet_html: str = ""


@dataclass(frozen=True)
class EngineResponse:
    """An index's answer to a request."""

    matches: tuple[Match, ...]
    total: int
    has_next: bool
    counts: Counts = field(default_factory=dict)
    """How many matches each value of each facet has if the facet's own filter is ignored."""
    end: CursorPosition | None = None
    """Where the next page begins."""


class Snapshot(Protocol):
    """One state of an index, searched for one audience tier: documents for narrower tiers do not affect scores.

    All parts of a response come from one state of the index, or from states newer than `position`.
    """

    position: LogPosition

    def search(self, request: EngineRequest) -> EngineResponse:
        """Search."""

    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""

    def have_matches(self, queries: Sequence[Node], visibility: Node) -> list[bool]:
        """Return for each query whether a document that passes the visibility filter matches it."""

    def nearest_items(self, vector: "Vectors", floor: float, visibility: Node, limit: int) -> list[UUID]:
        """Return the visible items that have a passage with at least this cosine similarity to the vector, the nearest
        first. Items that are not visible have no influence."""

    def count_terms(self, terms: Collection[str], language: str) -> TermCounts:
        """Count the tier's documents, and those that contain each analysed term: roughly, but 0 is exact."""

    def similar_terms(self, terms: Sequence[str], language: str) -> dict[str, list[str]]:
        """For each term, return the terms in the tier's documents within a few edits, the nearest first."""


class Engine(Protocol):
    """A search engine, for reading."""

    name: str

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> Snapshot:
        """Return the newest state of what a tier may read; for a later page, the state that was kept for it, if it
        still is.

        Raises EngineUnavailableError.
        """


@dataclass(frozen=True)
class IndexedVersion:
    """Which version of an item an index holds: compared with the log to find differences."""

    item_id: UUID
    version: int
    digest: str


@dataclass(frozen=True)
class RejectedDocument:
    """A document that could not be built or that an engine rejected, and why."""

    item_id: UUID
    version: int
    reason: str


class Index(Protocol):
    """One index of an engine, for writing."""

    @property
    def name(self) -> str:
        """Its name in its store."""

    def position(self) -> LogPosition:
        """Return the position in the log that it has reached."""

    def exists(self) -> bool:
        """Whether it still exists, as it was created."""

    def write(
        self, documents: Iterable[SearchDocument], removed: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Replace documents, remove the `removed` (item and version), and move to `position`.

        `removed` is read after the last document, so the caller may fill it while it builds the documents. If only one
        process may write, documents are requested once this one holds the lock. Later searches see at least that
        position. A document that the engine rejects is removed and returned; if the engine fails as a whole, an error
        is raised and nothing counts as written.
        """

    def count(self) -> int:
        """Return the number of documents."""

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield the version of every document, in order of item id and in constant memory; documents written in the
        meantime may be included."""

    def snapshot(self) -> Snapshot:
        """Return its current state, to be searched whether it is live or not."""


class Store(Protocol):
    """The indices of an engine: one is live (searched), and the worker writes to one, usually the same.

    Raises ForeignIndexError from methods that change or list indices, if those belong to another hub."""

    @property
    def breaker_state(self) -> str:
        """State of the circuit breaker: closed, half_open or open; empty if there is no breaker."""

    def live(self) -> Index | None:
        """Return the index that is searched."""

    def write_target(self) -> Index | None:
        """Return the index that the worker writes to."""

    def create_index(self) -> Index:
        """Create a new, empty index beside the others."""

    def set_write_target(self, index: Index) -> None:
        """Let the worker write to an index that is not live yet; an earlier such index is abandoned."""

    def promote(self, index: Index) -> None:
        """Make an index live and the target of writes, in one step."""

    def delete_unused(self) -> None:
        """Delete this release's indices that are neither live nor written to."""

    def pointer_faults(self) -> list[str]:
        """Describe what is wrong with the pointers to the live index and to the one that is written to."""

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Repair the pointers where possible; return what was wrong. An index without an owner becomes this hub's if
        its position is one in this log."""

    def take_ownership(self) -> None:
        """Make this hub the owner of all indices here, even of another hub's."""

    def other_releases(self) -> list[str]:
        """Return the names of other releases' indices."""

    def delete_other_releases(self) -> None:
        """Delete other releases' indices."""
