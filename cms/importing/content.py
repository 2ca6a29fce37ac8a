"""Reads and writes the content of a page as slots (mapping.py), so that it can be compared with its source's."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from wagtail import blocks

from cms.content.stream_data import map_texts
from cms.importing.links import PageLinks
from cms.importing.mapping import State
from cms.pages.guidance import GuidancePage
from cms.pages.travel_advice import TravelAdvicePage
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlertStatus

Raw = list[dict[str, Any]]


@dataclass(frozen=True)
class Keyed:
    """A StreamField whose entries are compared one by one, by key."""

    field: str
    key: Callable[[Any], str]

    def slot(self, value: Any) -> str:
        """Return the slot of an entry's value."""
        return f"{self.field}/{self.key(value)}"


def _alert_status(value: Any) -> str:
    whole_country = value["extent"] == AlertExtent.WHOLE_COUNTRY
    return TravelAlertStatus.build(AdvisedAgainst(value["advised_against"]), whole_country=whole_country)


COLUMNS: dict[type[Any], tuple[str, ...]] = {
    TravelAdvicePage: ("title", "summary", "synonyms"),
    GuidancePage: ("title", "summary"),
}
STREAMS: dict[type[Any], tuple[Keyed, ...]] = {
    TravelAdvicePage: (Keyed("alerts", _alert_status), Keyed("parts", lambda value: str(value["slug"]))),
    GuidancePage: (Keyed("body", lambda value: "all"),),
}


class PageContent:
    """The content of a page that a source may set."""

    def __init__(self, page: Any, links: PageLinks) -> None:
        self._page, self._links = page, links
        self._raw: dict[str, Raw] = {}
        self.state: dict[str, Any] = {name: getattr(page, name) for name in COLUMNS[type(page)]}
        for stream in STREAMS[type(page)]:
            for child in _raw_stream(page, stream.field):
                slot = stream.slot(child["value"])
                self._raw.setdefault(slot, []).append(child)
        for slot, children in self._raw.items():
            self.state[slot] = _canonical(page, slot, children, links)

    def write(self, state: State) -> set[str]:
        """Set the page's content; what is the same keeps its ids. Return the keys of pages that it links to in vain."""
        wanted: set[str] = set()
        for name in COLUMNS[type(self._page)]:
            setattr(self._page, name, state.get(name) or "")
        for stream in STREAMS[type(self._page)]:
            children: Raw = []
            for slot, value in state.items():
                if slot.startswith(f"{stream.field}/") and value:
                    children += self._children(slot, value, wanted)
            setattr(self._page, stream.field, json.dumps(children))
        return wanted

    def _children(self, slot: str, value: Any, wanted: set[str]) -> Raw:
        linked = _map_html(self._page, slot, value, lambda html: self._links.to_pages(html, wanted))
        if self.state.get(slot) == value and _without_ids(self._raw[slot]) == linked:
            return self._raw[slot]
        return list(_with_ids(linked, self._raw.get(slot, [])))


def _raw_stream(page: Any, field: str) -> Raw:
    return list(getattr(page, field).get_prep_value())


def _canonical(page: Any, slot: str, children: Raw, links: PageLinks) -> Raw:
    canonical: Raw = _without_ids(_map_html(page, slot, children, links.to_source))
    return canonical


def _map_html(page: Any, slot: str, children: Raw, function: Callable[[str], str]) -> Raw:
    """Return the raw data of a stream with its rich texts replaced."""
    stream_block = page._meta.get_field(slot.partition("/")[0]).stream_block
    mapped: Raw = map_texts(
        stream_block,
        children,
        "",
        lambda block, text, _: function(text) if isinstance(block, blocks.RichTextBlock) else text,
    )
    return mapped


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and "type" in value and "value" in value


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    if isinstance(value, Mapping):
        is_entry = _is_entry(value)
        return {name: _without_ids(part) for name, part in value.items() if not (is_entry and name == "id")}
    return value


def _with_ids(new: Iterable[dict[str, Any]], old: Raw) -> Iterator[dict[str, Any]]:
    """Yield entries with ids: those of equal entries, or else of the next that has the same type."""
    new, left = list(new), list(old)
    same: dict[int, dict[str, Any]] = {}
    for place, entry in enumerate(new):
        found = next((one for one in left if _without_ids(one) == entry), None)
        if found is not None:
            left.remove(found)
            same[place] = found
    for place, entry in enumerate(new):
        if place in same:
            yield same[place]
            continue
        former = next((one for one in left if one["type"] == entry["type"]), None)
        if former is not None:
            left.remove(former)
        value = _value_with_ids(entry["value"], former["value"] if former else None)
        yield {**entry, "value": value, "id": (former or {}).get("id") or str(uuid4())}


def _value_with_ids(value: Any, old: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _value_with_ids(part, old.get(name) if isinstance(old, Mapping) else None)
            for name, part in value.items()
        }
    if isinstance(value, list) and value and all(map(_is_entry, value)):
        return list(_with_ids(value, [one for one in old if _is_entry(one)] if isinstance(old, list) else []))
    return value
