"""Derives the regions of the world, by UN M49, and which country is in which."""

from typing import Any

from publishing.geography.countries import slugify_name
from publishing.geography.derivation.overrides import REGIONS
from publishing.geography.derivation.packages import ENGLISH, WELSH, countryinfo_rows

CONTINENTS = {
    # UN M49, with CLDR's two continents of America.
    "002": ["015", "011", "017", "014", "018"],
    "142": ["143", "030", "035", "034", "145"],
    "150": ["151", "154", "039", "155"],
    "003": ["021", "013", "029"],
    "005": [],
    "009": ["053", "054", "057", "061"],
    "AQ": [],
}

SUBREGIONS = {
    # countryinfo names the regions of UN M49 in its English.
    "Northern Africa": "015",
    "Western Africa": "011",
    "Middle Africa": "017",
    "Eastern Africa": "014",
    "Southern Africa": "018",
    "Central Asia": "143",
    "Eastern Asia": "030",
    "South-eastern Asia": "035",
    "Southern Asia": "034",
    "Western Asia": "145",
    "Eastern Europe": "151",
    "Northern Europe": "154",
    "Channel Islands": "154",
    "Southern Europe": "039",
    "Western Europe": "155",
    "Northern America": "021",
    "Central America": "013",
    "Caribbean": "029",
    "South America": "005",
    "Australia and New Zealand": "053",
    "Melanesia": "054",
    "Micronesia": "057",
    "Polynesia": "061",
}


def derive_regions() -> list[dict[str, Any]]:
    """Return each continent, then its parts."""
    return [_derive_region(code, continent) for continent, parts in CONTINENTS.items() for code in (continent, *parts)]


def derive_region_code(country: str) -> str:
    """Return the code of the region that a country is in."""
    if country in REGIONS:
        return REGIONS[country]
    facts = countryinfo_rows()[country][0]
    return SUBREGIONS[facts.get("intermediateregion") or facts["subregion"]]


def _derive_region(code: str, continent: str) -> dict[str, Any]:
    name = ENGLISH[code]
    return {"code": code, "slug": slugify_name(name), "names": {"en": name, "cy": WELSH[code]}, "continent": continent}
