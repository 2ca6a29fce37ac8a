"""The world map of travel advice: the status of each country as a fill and a pattern, and as a table."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from publishing.access.viewers import Viewer
from publishing.geography.maps import read_world_map
from publishing.kinds.travel_advice import AdvisedAgainst
from website.lists.countries import ListedCountry, load_countries
from website.locales import Locale

UNLISTED = "unlisted"
_CODES = {None: "none", AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL: "essential", AdvisedAgainst.ALL_TRAVEL: "all"}


@dataclass(frozen=True)
class Shape:
    """The outline of a country as an SVG path, with the name of its fill."""

    path: str
    fill: str
    country: ListedCountry | None


@dataclass(frozen=True)
class LegendEntry:
    """A fill, and what it says."""

    fill: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class TravelMap:
    """The map as SVG, its legend, and the countries of its table."""

    width: int
    height: int
    shapes: list[Shape]
    legend: list[LegendEntry]
    fills: list[str]
    """The names of the fills with a pattern: the fill of the whole country, then the pattern of parts."""
    countries: list[ListedCountry]


def build_travel_map(viewer: Viewer, locale: Locale) -> TravelMap:
    """Build the map of what the viewer may see: two queries."""
    listed = load_countries(viewer, locale)
    by_code = {one.code: one for one in listed}
    world = read_world_map()
    shapes = [Shape(path, _fill(by_code.get(code)), by_code.get(code)) for code, path in world.countries.items()]
    headlines = {_fill(one): one.headline for one in listed}
    legend = [LegendEntry(fill, headlines[fill].labels) for fill in sorted(headlines, key=_legend_order)]
    legend.append(LegendEntry(UNLISTED, (str(_("Not listed here")),)))
    fills = [fill for fill in headlines if not fill.endswith("-none")]
    return TravelMap(world.width, world.height, shapes, legend, fills, listed)


def _fill(country: ListedCountry | None) -> str:
    if country is None:
        return UNLISTED
    return f"{_CODES[country.headline.whole_country]}-{_CODES[country.headline.parts]}"


def _legend_order(fill: str) -> tuple[int, ...]:
    """Sort by the whole country, then by parts, the stricter first: only so that the legend has an order."""
    codes = list(_CODES.values())
    return tuple(-codes.index(code) for code in fill.split("-"))
