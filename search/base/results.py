"""Search results, whichever engine answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from publishing.kinds import Kind
from publishing.models import ContentItem
from search.base.requests import Facet


@dataclass(frozen=True)
class Hit:
    """One found item, seen to be visible to the viewer. `item` comes with its slim edition (no body, no details).

    `title_html` and `snippet_html` are escaped; what matched stands in <mark>.
    """

    item: ContentItem
    title_html: str
    snippet_html: str
    score: float
    cursor: str
    is_best_bet: bool = False
    """Whether editors put it first for what was asked."""

    @property
    def item_id(self) -> UUID:
        """The item's id."""
        return self.item.pk

    @property
    def content_id(self) -> UUID:
        """What the item shares with its translations."""
        return self.item.content_id

    @property
    def kind(self) -> Kind:
        """The item's kind."""
        return Kind(self.item.kind)

    @property
    def path(self) -> str:
        """Where the item stands on the website."""
        return self.item.path or ""

    @property
    def updated_at(self) -> datetime:
        """The last major update."""
        return self.item.updated_at


@dataclass(frozen=True)
class FacetValue:
    """How many hits have a value, were the facet's own filter not set (so that a second value can be chosen)."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class SearchResult:
    """The answer."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[Facet, tuple[FacetValue, ...]]
    correction: str
    """The text as it was probably meant; empty unless it finds more."""
    engine: str
    """ELASTICSEARCH or TANTIVY; DATABASE while no index can answer."""
    degraded: bool
    """The answer is poorer than it should be: say so to the reader."""
    index_age: float
    """Seconds since the oldest change that the index does not know yet and the viewer may know of; 0 without one."""
    end_cursor: str
    has_next: bool


@dataclass(frozen=True)
class Suggestion:
    """An item whose title begins like what was typed. `html` is the title, escaped, with what matched in <mark>."""

    item: ContentItem
    text: str
    html: str

    @property
    def path(self) -> str:
        """Where the item stands on the website."""
        return self.item.path or ""
