"""Search results, the same for every engine."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from publishing.kinds import Kind
from publishing.models import ContentItem
from search.base.answers import Answer
from search.base.requests import Facet


@dataclass(frozen=True)
class Hit:
    """One item that was found and that the viewer may see. `item` has a slim edition (no body, no details).

    `title_html` and `snippet_html` are escaped, with matches in <mark>.
    """

    item: ContentItem
    title_html: str
    snippet_html: str
    score: float
    cursor: str
    is_best_bet: bool = False
    """Whether editors put it first for this query."""
    supersedes: str = ""
    """The reference in the query that belongs to what this has superseded."""

    @property
    def item_id(self) -> UUID:
        """The item's id."""
        return self.item.pk

    @property
    def content_id(self) -> UUID:
        """The id that the item shares with its translations."""
        return self.item.content_id

    @property
    def kind(self) -> Kind:
        """The item's kind."""
        return Kind(self.item.kind)

    @property
    def path(self) -> str:
        """The item's path on the website."""
        return self.item.path or ""

    @property
    def updated_at(self) -> datetime:
        """The time of the last major update."""
        return self.item.updated_at


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet, and how many hits have it if the facet's own filter is ignored (so that a second value can be
    chosen)."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class SearchResult:
    """The response to a search request."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[Facet, tuple[FacetValue, ...]]
    correction: str
    """The text with its probable spelling; empty unless it finds more."""
    shown_for: str = field(default="", kw_only=True)
    """The text with its probable spelling if the results are those for it, since what was typed finds nothing."""
    answer: Answer | None = field(default=None, kw_only=True)
    """What to show above the hits."""
    means_nothing: bool = field(default=False, kw_only=True)
    """Whether nothing of the text can be searched for: only words like "the", symbols or one long word."""
    engine: str
    """ELASTICSEARCH or TANTIVY, or DATABASE while no index can answer."""
    degraded: bool
    """Whether results may be incomplete: tell the reader."""
    index_age: float
    """Seconds since the oldest change that is not indexed yet and that the viewer may see; 0 if there is none."""
    end_cursor: str
    has_next: bool


@dataclass(frozen=True)
class Suggestion:
    """An item whose title matches what was typed. `html` is the escaped title with matches in <mark>."""

    item: ContentItem
    text: str
    html: str

    @property
    def path(self) -> str:
        """The item's path on the website."""
        return self.item.path or ""
