"""What an engine must offer: an index that is asked, and a store that is written to. Each engine is a folder."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from publishing.access.audiences import Audience
from search.base.cursors import Place
from search.base.requests import Facet
from search.documents.search_document import SearchDocument
from search.queries.audience_partitions import WHOLE
from search.queries.builder import filtered
from search.queries.nodes import Node

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

Counts = dict[Facet, dict[str, int]]


class EngineUnavailableError(Exception):
    """The engine cannot answer now; somebody else must."""


class ForeignIndexError(EngineUnavailableError):
    """The index is another hub's, and stays so until somebody takes it over by hand."""


class DamagedIndexError(EngineUnavailableError):
    """The index cannot be read any more: it must be built anew."""


class IndexLockedError(Exception):
    """Another process is writing."""


@dataclass(frozen=True)
class LogPosition:
    """How far in the log an index is. `mark` tells that change from one of another log with the same number."""

    sequence: int = 0
    mark: str = ""


@dataclass(frozen=True)
class EngineRequest:
    """All that one answer needs of an index, so that an engine may ask it in one go."""

    query: Node
    gate: Node
    """What the viewer may learn of: everything below passes it."""
    counted: Node
    """The query without what only ranks, for counts."""
    filters: Mapping[Facet, Node] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    probes: tuple[Node, ...] = ()
    """Nodes of which is asked whether something behind the gate has them."""
    highlight: Node | None = None
    language: str = ""
    newest: bool = False
    limit: int = 20
    after: Place | None = None

    def filtered(self, query: Node, besides: Facet | None = None) -> Node:
        """Return a query behind the gate and the filters, that of the facet `besides` aside."""
        return filtered(query, self.gate, (node for facet, node in self.filters.items() if facet != besides))


@dataclass(frozen=True)
class Match:
    """One document found. Its texts are of the edition it was built from: marked, escaped, empty where nothing
    matched."""

    item_id: UUID
    edition_id: int
    score: float
    place: Place
    title_html: str = ""
    snippet_html: str = ""


@dataclass(frozen=True)
class EngineResponse:
    """What an index says to a question."""

    matches: tuple[Match, ...]
    total: int
    has_next: bool
    counts: Counts = field(default_factory=dict)
    """How many matches each value of each facet has, were the facet's own filter not set."""
    found: tuple[bool, ...] = ()
    """For each probe, whether something has it."""
    end: Place | None = None
    """Where the next page begins."""


class Snapshot(Protocol):
    """An index, asked for one circle of readers: what is only for narrower ones makes no difference to its scores.

    All parts of an answer come from one state of it, or from newer ones than `position` says.
    """

    position: LogPosition

    def search(self, question: EngineRequest) -> EngineResponse:
        """Answer a question."""

    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""

    def have_matches(self, probes: Sequence[Node], gate: Node) -> list[bool]:
        """Return for each probe whether something behind the gate has it."""

    def nearest_items(self, vector: "Vectors", floor: float, gate: Node, limit: int) -> list[UUID]:
        """Return what behind the gate has a passage of at least this cosine to the vector, the nearest first. What is
        not behind it makes no difference."""

    def document_frequencies(self, terms: Collection[str], language: str) -> dict[str, int]:
        """Return in about how many of the circle's documents each analysed term stands; 0 is exact."""

    def similar_words(self, words: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return for each word those of the circle's documents within some edits, the nearest first."""


class Engine(Protocol):
    """A search engine, asked."""

    name: str

    def snapshot(self, after: Place | None = None, circle: Audience = WHOLE) -> Snapshot:
        """Return the newest state of what a circle may read; for a page after another the one that was kept for it, if
        it still is.

        Raises EngineUnavailableError.
        """


@dataclass(frozen=True)
class IndexedVersion:
    """A document as an index knows it: compared with the log to find what differs."""

    item_id: UUID
    version: int
    digest: str


@dataclass(frozen=True)
class RejectedDocument:
    """A document that could not be made or that an engine did not take, and why."""

    item_id: UUID
    version: int
    reason: str


class Index(Protocol):
    """One index of an engine, written to."""

    @property
    def name(self) -> str:
        """Its name in its store."""

    def position(self) -> LogPosition:
        """Return how far in the log it is."""

    def exists(self) -> bool:
        """Whether it is still there, as it was made."""

    def write(
        self, documents: Iterable[SearchDocument], gone: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Put documents in place of older ones, take out the `gone` (item and version), and move to `position`.

        `gone` is read after the last document: who makes the documents may fill it meanwhile. Where only one may
        write, the documents are drawn by the one who may. What searches find afterwards is at least that position. A
        document that the engine refuses is taken out and returned; an engine that fails as a whole raises, and
        nothing counts as written.
        """

    def count(self) -> int:
        """Return how many documents it has."""

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield all documents, by item id, in constant memory; those that are written meanwhile perhaps as well."""

    def snapshot(self) -> Snapshot:
        """Return it as it is now, to be asked, whether it is live or not."""


class Store(Protocol):
    """The indices of an engine, of which one is live, and one is written to by the worker: mostly the same."""

    @property
    def breaker(self) -> str:
        """Whether the engine is asked: closed or open, empty where there is no breaker."""

    def live(self) -> Index | None:
        """Return the index that is asked."""

    def write_target(self) -> Index | None:
        """Return the index that the worker writes to."""

    def create_index(self) -> Index:
        """Make a new, empty index beside the others. Raises ForeignIndexError where the others are another hub's, as
        everything here does that changes them, or says what to write to."""

    def set_write_target(self, index: Index) -> None:
        """Let the worker write to an index that is not asked yet; an older such one is given up."""

    def promote(self, index: Index) -> None:
        """Let an index be asked and written to, in one step."""

    def delete_unused(self) -> None:
        """Delete this release's indices that are neither asked nor written to."""

    def pointer_faults(self) -> list[str]:
        """Return in words what is wrong with what says which index is live and which is written to."""

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Put that right where it can be; return what was wrong. An index without an owner becomes this hub's when its
        position is one of this log."""

    def take_ownership(self) -> None:
        """Make this hub the owner of everything here, whoever is."""

    def other_releases(self) -> list[str]:
        """Return the names of other releases' indices."""

    def delete_other_releases(self) -> None:
        """Delete other releases' indices."""
