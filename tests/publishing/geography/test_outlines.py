"""A point's country is found without a network; only land, and the sea near it, is a country's."""

from concurrent.futures import ThreadPoolExecutor
from math import inf, nan
from typing import Any

import pytest

from publishing.geography import outlines
from publishing.geography.countries import countries
from publishing.geography.outlines import country_at, is_in_country, load_outlines

PLACES = {
    "Beirut": (35.5, 33.89, "LB"),
    "Vatican City": (12.4534, 41.9029, "VA"),
    "Rome, around it": (12.4964, 41.9028, "IT"),
    "Lesotho, within South Africa": (28.0, -29.5, "LS"),
    "Gibraltar": (-5.353, 36.14, "GI"),
    "Pristina": (21.17, 42.67, "XK"),
    "Hargeisa": (44.06, 9.56, "SO"),
    "Kyrenia": (33.32, 35.33, "CY"),
    "Akrotiri": (32.98, 34.59, "CY"),
    "Simferopol": (34.1, 44.95, "UA"),
    "Laayoune": (-13.2, 27.15, "EH"),
    "Cayenne": (-52.33, 4.93, "GF"),
    "Saba": (-63.24, 17.63, "BQ"),
    "Longyearbyen": (15.63, 78.22, "SJ"),
    "Christmas Island": (105.63, -10.49, "CX"),
    "Cocos Islands": (96.83, -12.19, "CC"),
    "Ascension": (-14.4, -7.95, "SH"),
    "Hawaii": (-155.5, 19.6, "US"),
    "Fiji, east of the 180th meridian": (-179.99, -16.8, "FJ"),
    "Fiji, west of it": (179.99, -16.8, "FJ"),
    "Chukotka, on it": (180.0, 68.0, "RU"),
    "Chukotka, on its other side": (-180.0, 68.0, "RU"),
    "the South Pole": (0.0, -90.0, "AQ"),
    "a beach": (35.4, 33.9, "LB"),
    "the Atlantic": (-30.0, 40.0, None),
    "the North Pole": (0.0, 90.0, None),
    "20 nautical miles from Beirut": (35.05, 33.9, None),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_point_has_the_country_whose_advice_covers_it(place: str) -> None:
    longitude, latitude, code = PLACES[place]
    assert country_at(longitude, latitude) == code


def test_every_country_has_an_outline_and_its_capital_is_within() -> None:
    assert {country.code for country in countries()} == set(load_outlines().codes)
    capitals = {country.code: country_at(*country.capital[1:]) for country in countries() if country.capital}
    assert {code: found for code, found in capitals.items() if code != found} == {}


@pytest.mark.parametrize("latitude", [inf, nan, 90.1, -91, True, "1", None, pytest.param(10**400, id="huge")])
def test_what_is_no_coordinate_is_an_error(latitude: Any) -> None:
    with pytest.raises(ValueError, match="latitude must be a number between -90 and 90"):
        country_at(0, latitude)


def test_threads_wait_for_one_to_load_the_outlines() -> None:
    outlines._load.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        loaded = [*pool.map(lambda _: load_outlines(), range(4))]
    assert len({id(each) for each in loaded}) == 1


def a_square(longitude: float, latitude: float) -> dict[str, Any]:
    east, north = longitude + 0.1, latitude + 0.1
    ring = [[longitude, latitude], [east, latitude], [east, north], [longitude, north], [longitude, latitude]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [(35.8, 33.9, "LB"), (35.35, 33.9, "LB"), (-179.95, 68.0, "RU"), (-179.9, -17, "FJ")],
)
def test_an_area_may_reach_into_the_sea(longitude: float, latitude: float, code: str) -> None:
    assert is_in_country(a_square(longitude, latitude), code)


@pytest.mark.parametrize(("longitude", "latitude", "code"), [(33.9, 35.8, "LB"), (2.3, 48.8, "LB"), (35.8, 33.9, "FR")])
def test_an_area_elsewhere_is_not_in_the_country(longitude: float, latitude: float, code: str) -> None:
    assert not is_in_country(a_square(longitude, latitude), code)
