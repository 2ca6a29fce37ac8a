"""Which of Natural Earth's polygons belong to which country.

Natural Earth shows who controls a territory, and draws parts of some countries as others. Here, each polygon belongs to
the country whose travel advice covers it.
"""

from collections.abc import Iterator
from pathlib import Path

from shapely import Polygon, box

from publishing.geography.countries import countries
from publishing.geography.polygons import only_polygons
from publishing.geography.topojson import read_polygons

UNNUMBERED = {
    "Akrotiri": "CY",
    "Baikonur": "KZ",
    "Clipperton I.": "FR",
    "Coral Sea Is.": "AU",
    "Cyprus U.N. Buffer Zone": "CY",
    "Dhekelia": "CY",
    "Indian Ocean Ter.": "CX",
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "USNB Guantanamo Bay": "CU",
}
"""Polygons without an ISO number. The others are uninhabited and claimed by several countries: they belong to none."""

DETACHED = [
    # Parts of countries that have codes of their own.
    ("CX", box(96, -13, 98, -11), "CC"),
    ("FR", box(-55, 2, -51, 6), "GF"),
    ("FR", box(-62, 15.5, -60.9, 16.6), "GP"),
    ("FR", box(-61.4, 14.3, -60.7, 15), "MQ"),
    ("FR", box(55, -22, 56, -20), "RE"),
    ("FR", box(44, -14, 46, -12), "YT"),
    ("NL", box(-69, 12, -62, 18), "BQ"),
    ("NO", box(9, 74, 35, 82), "SJ"),
    ("NO", box(-10, 70, -7, 72), "SJ"),
    ("NO", box(3, -55, 4, -54), "BV"),
    ("NZ", box(-173, -10, -171, -8), "TK"),
    # The United Kingdom does not recognise Russia's annexation of Crimea.
    ("RU", box(32.4, 44.3, 36.7, 46.3), "UA"),
]
"""(the country whose polygons they are, where they are, whose they are)"""

DIVIDED = ("CU", "CY", "EH", "KZ", "SO", "UA")
"""Countries of which the file has several adjoining parts."""

SOUTH_OF_MOROCCO = box(-18, 20, -8, 27 + 40 / 60)
"""Western Sahara begins at 27°40' north; Natural Earth has most of it as Morocco."""


def read_outlines(path: Path) -> Iterator[tuple[str, Polygon]]:
    """Yield the code of a country and one of its polygons, for all polygons."""
    codes = {country.numeric: country.code for country in countries() if country.numeric}
    for found, polygons in read_polygons(path, "countries"):
        if owner := codes.get(found.get("id", "")) or UNNUMBERED.get(found["properties"]["name"]):
            for polygon in polygons:
                yield from _assign(owner, polygon)


def _assign(owner: str, polygon: Polygon) -> Iterator[tuple[str, Polygon]]:
    if owner == "MA" and polygon.intersects(SOUTH_OF_MOROCCO):
        yield from (("EH", part) for part in only_polygons(polygon.intersection(SOUTH_OF_MOROCCO)))
        yield from (("MA", part) for part in only_polygons(polygon.difference(SOUTH_OF_MOROCCO)))
        return
    other = (code for former, place, code in DETACHED if former == owner and place.covers(polygon))
    yield next(other, owner), polygon
