"""Search requests: text, filters, facets and limits, the same for every engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID

from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind

MAX_TEXT_BYTES = 10_240
MAX_FIRST = 100
MAX_FILTER_VALUES = 200

ErrorCode = Literal[
    "text_too_long",
    "bad_page_size",
    "bad_cursor",
    "too_many_filters",
    "matches_everything",
    "means_nothing",
    "unknown_value",
]


class SearchError(ValueError):
    """An invalid request. The message may be shown to the user."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code


class Facet(StrEnum):
    """A dimension by which results are counted and filtered."""

    KIND = "kind"
    WORK_STREAM = "work_stream"
    TOPIC = "topic"
    SECTOR = "sector"
    COUNTRY = "country"
    YEAR = "year"
    AUDIENCE = "audience"


LINKED_FACETS = (Facet.WORK_STREAM, Facet.TOPIC, Facet.SECTOR)
"""The facets whose values are content ids."""


class Sort(StrEnum):
    """The order of hits. Without a text, both mean newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True)
class Filters:
    """Hits have any of the values of each facet that has some.

    Work-streams, topics and sectors are content ids, countries are ISO 3166-1 alpha-2 codes, and years are those of the
    last major update.
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
        """Build filters from chosen values; the inverse of `chosen`."""
        values = {facet: chosen.get(facet, ()) for facet in Facet}
        return cls(
            kinds=tuple(map(Kind, values[Facet.KIND])),
            work_streams=tuple(map(UUID, values[Facet.WORK_STREAM])),
            topics=tuple(map(UUID, values[Facet.TOPIC])),
            sectors=tuple(map(UUID, values[Facet.SECTOR])),
            countries=tuple(values[Facet.COUNTRY]),
            years=tuple(map(int, values[Facet.YEAR])),
            audiences=tuple(Audience(int(value)) for value in values[Facet.AUDIENCE]),
        )

    def chosen(self) -> dict[Facet, tuple[str, ...]]:
        """Return the chosen values by facet, as strings; facets without any are absent."""
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
    """A search request. With an empty text, it lists everything that the filters allow, newest first."""

    text: str = ""
    viewer: Viewer = ANONYMOUS
    locale: str = "en-gb"
    falls_back: bool = True
    """Whether to find what is not published in `locale` in another language."""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    first: int = 20
    after: str = ""
    facets: tuple[Facet, ...] = ()
    """The facets to count."""
    verbatim: bool = False
    """Whether to search for what was typed even if nothing is found and another spelling finds something."""

    def check(self) -> None:
        """Raise SearchError if the request exceeds a limit."""
        if len(self.text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
            raise SearchError("text_too_long", f"The search text is too long: the limit is {MAX_TEXT_BYTES} bytes.")
        if not 1 <= self.first <= MAX_FIRST:
            raise SearchError("bad_page_size", f"A page can have 1 to {MAX_FIRST} results.")
        if any(len(values) > MAX_FILTER_VALUES for values in self.filters.chosen().values()):
            raise SearchError("too_many_filters", f"A filter can have at most {MAX_FILTER_VALUES} values.")
