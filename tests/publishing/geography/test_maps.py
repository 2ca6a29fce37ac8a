"""Maps fit their country wherever it is, show its areas, and are small."""

import re
from typing import Any

import pytest

from publishing.geography.countries import countries
from publishing.geography.maps import draw_country, read_world_map

MOST = 26_000
"""Characters of the paths of one map."""


def a_square(longitude: float, latitude: float) -> dict[str, Any]:
    east, north = longitude + 0.3, latitude + 0.3
    ring = [[longitude, latitude], [east, latitude], [east, north], [longitude, north], [longitude, latitude]]
    return {"type": "Polygon", "coordinates": [ring]}


def extent(path: str) -> tuple[int, int, int, int]:
    """Return the bounds of a path (M, then relative l, then z)."""
    points = []
    for start, steps in re.findall(r"M([-\d ]+)l([-\d ]+)z", path):
        x, y = map(int, start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        points.append((x, y))
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
    return (min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points))


@pytest.mark.parametrize("code", ["LB", "FJ", "RU", "US", "AQ", "VA", "MV", "KI", "NO"])
def test_a_country_fills_its_map(code: str) -> None:
    drawn = draw_country(code)
    west, north, east, south = extent(drawn.land)
    assert west >= -6
    assert east <= drawn.width + 6
    assert code == "VA" or max((east - west) / drawn.width, (south - north) / drawn.height) > 0.8
    assert 480 <= drawn.height <= 1000


def test_russia_and_fiji_are_in_one_piece() -> None:
    for code in ("RU", "FJ"):
        drawn = draw_country(code)
        assert len(re.findall("M", drawn.land)) > 1
        west, _, east, _ = extent(drawn.land)
        assert east - west > 0.7 * drawn.width


@pytest.mark.slow
def test_every_country_has_a_small_map() -> None:
    drawn = {country.code: draw_country(country.code) for country in countries()}
    assert {code for code, each in drawn.items() if not each.land} == set()
    assert max(len(each.land + each.neighbours) for each in drawn.values()) < MOST
    missing = {each.code for each in countries() if each.capital and not drawn[each.code].capital}
    assert missing == set()


def test_an_area_is_drawn_where_it_is_and_the_map_grows_to_show_it() -> None:
    drawn = draw_country("LB", [a_square(35.8, 33.8), a_square(35.3, 33.1)])
    east, west = (extent(area.path) for area in drawn.areas)
    assert east[0] > west[2]
    assert east[3] < west[1]
    hawaii = draw_country("US", [a_square(-155.6, 19.4)])
    left, top, right, bottom = extent(hawaii.areas[0].path)
    x, y = hawaii.areas[0].middle
    assert 0 < left <= x <= right < hawaii.width
    assert 0 < top <= y <= bottom < hawaii.height


def test_the_capital_is_on_its_land() -> None:
    drawn = draw_country("FR")
    assert drawn.capital
    west, north, east, south = extent(drawn.land)
    assert west < drawn.capital[0] < east
    assert north < drawn.capital[1] < south
    assert draw_country("PS").capital is None


def test_an_unknown_country_is_an_error() -> None:
    with pytest.raises(ValueError, match="ZZ is not the code"):
        draw_country("ZZ")


def test_the_world_has_every_country_but_antarctica() -> None:
    world = read_world_map()
    assert [code for code, path in world.countries.items() if not path] == ["AQ"]
    assert sum(map(len, world.countries.values())) < 40_000
    west, _, east, south = extent("".join(world.countries.values()))
    assert -5 <= west < east <= world.width + 5
    assert south <= world.height + 5
