"""The map of a country's travel advice: where travel is advised against, as shapes and as text."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.content.fields import GeoJson
from publishing.geography.countries import find_country
from publishing.geography.map_shapes import CountryMap, DrawnArea
from publishing.geography.maps import draw_country
from publishing.geography.outlines import SOURCE
from publishing.infrastructure.frontend import built_url
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, TravelAdviceDetails
from website.lists.alerts import TONES

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class MapArea:
    """An area to which an alert applies: a row of the table, and a numbered shape if it is drawn."""

    area: AlertArea
    advised_against: AdvisedAgainst
    drawn: DrawnArea | None = None
    number: int | None = None

    @property
    def tone(self) -> int:
        """The number of its colour and pattern."""
        return TONES[self.advised_against][0]


@dataclass(frozen=True)
class TravelMap:
    """A map, its key, and what it says as text."""

    ground: CountryMap
    country: str
    capital: str
    whole_country: AdvisedAgainst | None
    areas: tuple[MapArea, ...]

    @property
    def is_capital_in_the_east(self) -> bool:
        """Whether there is more room for its name on its left."""
        return self.ground.capital is not None and self.ground.capital[0] > 0.6 * self.ground.width

    @property
    def whole_tone(self) -> int | None:
        """The colour and pattern of the country itself."""
        return TONES[self.whole_country][0] if self.whole_country else None

    @property
    def key(self) -> list[tuple[int, str | Promise]]:
        """The patterns in the map and what they mean, the worst first."""
        shown = {each.advised_against for each in self.areas if each.drawn} | {self.whole_country}
        return [(TONES[each][0], each.label) for each in reversed(AdvisedAgainst) if each in shown]

    @property
    def description(self) -> str:
        """What the map shows, for people who cannot see it."""
        whole = _("the whole country")  # not in the f-string, where makemessages does not look
        parts = [f"{self.whole_country.label}: {whole}."] if self.whole_country else []
        for advised_against in reversed(AdvisedAgainst):
            names = [each.area.name for each in self.areas if each.drawn and each.advised_against == advised_against]
            parts += [f"{advised_against.label}: {'; '.join(names)}."] if names else []
        return " ".join(parts) or _("No part of the country is marked.")


def travel_map(details: TravelAdviceDetails) -> TravelMap | None:
    """Return the map of a country; None if the code is not of a country that the hub knows."""
    country = find_country(details.country)
    if not country:
        return None
    listed = [(area, alert.advised_against) for alert in details.alerts for area in alert.areas]
    ground = _draw(country.code, [area.geometry for area, _advice in listed if area.geometry])
    return TravelMap(
        ground=ground,
        country=country.name(get_language() or "en"),
        capital=country.capital.name if country.capital and ground.capital else "",
        whole_country=details.worst_for_whole_country,
        areas=tuple(_map_areas(listed, ground)),
    )


def _draw(code: str, shapes: list[GeoJson]) -> CountryMap:
    """Return the drawing. It is cached: with Redis, most processes then never load the outlines."""
    digest = hashlib.sha256(f"{built_url(SOURCE)} {code} {json.dumps(shapes)}".encode()).hexdigest()
    drawn = cache.get_or_set(f"travel-map:{digest}", lambda: draw_country(code, shapes), DAY)
    return cast(CountryMap, drawn)


def _map_areas(listed: list[tuple[AlertArea, AdvisedAgainst]], ground: CountryMap) -> Iterator[MapArea]:
    """Yield the areas, with a number for each that is drawn."""
    drawn = iter(enumerate(ground.areas, start=1))
    for area, advised_against in listed:
        number, shape = next(drawn) if area.geometry else (None, None)
        yield MapArea(area, advised_against, shape, number)
