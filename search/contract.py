"""What may be asked of search and what comes back, whichever engine answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from publishing.audiences import Audience
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.viewers import ANONYMOUS, Viewer

MAX_TEXT_BYTES = 10_240
MAX_FIRST = 100
MAX_FILTER_VALUES = 200

ErrorCode = Literal[
    "text_too_long", "bad_page_size", "bad_cursor", "too_many_filters", "matches_everything", "unknown_value"
]


class SearchError(ValueError):
    """A request that cannot be answered; the message is fit for the person who made it."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code


class Facet(StrEnum):
    """A dimension that results are counted and filtered by."""

    KIND = "kind"
    WORK_STREAM = "work_stream"
    TOPIC = "topic"
    SECTOR = "sector"
    COUNTRY = "country"
    YEAR = "year"
    AUDIENCE = "audience"


class Sort(StrEnum):
    """The order of hits. Without a text both are newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True)
class Filters:
    """What hits are limited to: any of the values of a dimension, and all dimensions that have some.

    Work-streams, topics and sectors are content ids, countries ISO 3166-1 alpha-2 codes, years those of the last
    major update.
    """

    kinds: tuple[Kind, ...] = ()
    work_streams: tuple[UUID, ...] = ()
    topics: tuple[UUID, ...] = ()
    sectors: tuple[UUID, ...] = ()
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    audiences: tuple[Audience, ...] = ()

    @classmethod
    def of(cls, chosen: Mapping[Facet, Sequence[str]]) -> "Filters":
        """Return the filters of chosen values, as `chosen` gives them."""

        def values(facet: Facet) -> Sequence[str]:
            return chosen.get(facet, ())

        return cls(
            kinds=tuple(map(Kind, values(Facet.KIND))),
            work_streams=tuple(map(UUID, values(Facet.WORK_STREAM))),
            topics=tuple(map(UUID, values(Facet.TOPIC))),
            sectors=tuple(map(UUID, values(Facet.SECTOR))),
            countries=tuple(values(Facet.COUNTRY)),
            years=tuple(map(int, values(Facet.YEAR))),
            audiences=tuple(Audience(int(value)) for value in values(Facet.AUDIENCE)),
        )

    def chosen(self) -> dict[Facet, tuple[str, ...]]:
        """Return the chosen values by dimension, as they stand in facet values; dimensions without any are absent."""
        values: dict[Facet, tuple[object, ...]] = {
            Facet.KIND: self.kinds,
            Facet.WORK_STREAM: self.work_streams,
            Facet.TOPIC: self.topics,
            Facet.SECTOR: self.sectors,
            Facet.COUNTRY: tuple(code.upper() for code in self.countries),
            Facet.YEAR: self.years,
            Facet.AUDIENCE: tuple(int(audience) for audience in self.audiences),
        }
        return {facet: tuple(dict.fromkeys(str(value) for value in some)) for facet, some in values.items() if some}


@dataclass(frozen=True)
class SearchRequest:
    """One question. An empty text lists what the filters leave, newest first."""

    text: str = ""
    viewer: Viewer = ANONYMOUS
    locale: str = "en-gb"
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    first: int = 20
    after: str = ""
    facets: tuple[Facet, ...] = ()
    """The dimensions wanted in the answer."""

    def check(self) -> None:
        """Raise SearchError for a request beyond the limits."""
        if len(self.text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
            raise SearchError("text_too_long", f"A search can be {MAX_TEXT_BYTES} bytes long; this one is longer.")
        if not 1 <= self.first <= MAX_FIRST:
            raise SearchError("bad_page_size", f"A page has 1 to {MAX_FIRST} results.")
        if any(len(values) > MAX_FILTER_VALUES for values in self.filters.chosen().values()):
            raise SearchError("too_many_filters", f"A filter can have {MAX_FILTER_VALUES} values; this one has more.")


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
