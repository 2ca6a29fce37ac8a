"""Areas are read strictly, and come out in one form."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publishing.geography.geojson import MAX_POLYGONS, clean_geometry, parse_geometry

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def polygon(*rings: Sequence[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


CLEAN = polygon([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])


@pytest.mark.parametrize(
    "value",
    [
        polygon(SQUARE),
        polygon(SQUARE[::-1]),
        polygon([[x + 0.00001, y, 300] for x, y in SQUARE]),
        polygon([[x - 360, y] for x, y in SQUARE]),
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
        {"type": "Feature", "properties": {"name": "North"}, "geometry": polygon(SQUARE)},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(SQUARE)}]},
        {"type": "GeometryCollection", "geometries": [polygon(SQUARE)]},
    ],
)
def test_the_same_area_is_always_the_same_geometry(value: dict[str, Any]) -> None:
    assert clean_geometry(value) == parse_geometry(json.dumps(value)) == CLEAN


@pytest.mark.parametrize("east", [-179, 181])
def test_an_area_is_cut_at_the_180th_meridian(east: float) -> None:
    cut = clean_geometry(polygon([[179, 0], [east, 0], [east, 1], [179, 1], [179, 0]]))
    assert cut["type"] == "MultiPolygon"
    assert sorted((min(x for x, _ in ring), max(x for x, _ in ring)) for [ring] in cut["coordinates"]) == [
        (-180, -179),
        (179, 180),
    ]


def test_a_hole_runs_clockwise_and_is_found_beyond_the_180th_meridian() -> None:
    outer = [[170, 0], [190, 0], [190, 10], [170, 10], [170, 0]]
    cut = clean_geometry(polygon(outer, [[-178, 2], [-177, 2], [-177, 3], [-178, 2]]))
    [hole] = [hole for _, *holes in cut["coordinates"] for hole in holes]
    assert hole == [[-178, 2], [-177, 3], [-177, 2], [-178, 2]]


ERRORS = {
    "it crosses itself near longitude 0.5, latitude 0.5": polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]),
    "must end where it begins": polygon(SQUARE[:-1]),
    "at least four positions": polygon(SQUARE[:2] + SQUARE[:1]),
    "goes around a pole": polygon([[-180, -80], [-60, -80], [60, -80], [170, -80], [-180, -80]]),
    "too few different positions": polygon([[0, 0]] * 4),
    "too small": polygon([[0, 0], [0.00001, 0], [0, 0.00001], [0, 0]]),
    "Longitudes come first": polygon([[33, 120], [34, 120], [33, 121], [33, 120]]),
    "longitude 600 is not between": polygon([[600, 0], [601, 0], [600, 1], [600, 0]]),
    "a hole lies outside": polygon([[x * 4, y * 4] for x, y in SQUARE], [[x + 5, y] for x, y in SQUARE]),
    "finite numbers": polygon([[float("nan"), 0]] * 4),
    "consists of numbers": polygon([[True, 0]] * 4),
    "a longitude and a latitude": polygon([[0]] * 4),
    "needs an outer ring": polygon(),
    "not a Point": {"type": "Point", "coordinates": [0, 0]},
    "must be a list": {"type": "Polygon", "coordinates": "0 0"},
    "type is unknown": {"type": ["Polygon"]},
    "is an object": {"type": "Feature", "geometry": None},
    "no area": {"type": "FeatureCollection", "features": []},
    "WGS 84": polygon(SQUARE) | {"crs": {"type": "name", "properties": {"name": "EPSG:27700"}}},
    "polygons, not": {"type": "MultiPolygon", "coordinates": [[SQUARE]] * (MAX_POLYGONS + 1)},
    "at most 5,000 positions": polygon([[0, 0], *([n / 10_000, 1] for n in range(5_000)), [0, 0]]),
}


@pytest.mark.parametrize("message", ERRORS)
def test_what_is_no_area_is_refused_with_its_reason(message: str) -> None:
    with pytest.raises(ValueError, match=message):
        clean_geometry(ERRORS[message])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is not JSON"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 0))", "This is not JSON"),
        ("NaN", "NaN is not a number"),
        ('{"type": "Polygon", "type": "Polygon"}', "given twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"type": "Feature", "geometry": ' * 50 + "{}" + "}" * 50, "nested too deeply"),
        (f'{{"type": "Polygon", "coordinates": [[[{"9" * 5000}, 0]]]}}', "finite numbers"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 0]]]}', "finite numbers"),
        (" " * 500_001, "more than 500,000 characters"),
    ],
)
def test_hostile_text_is_refused_with_its_reason(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_geometry(text)


numbers = st.floats(-200, 200) | st.integers(-200, 200) | st.sampled_from([180.0, -180.0, 179.99999, 90.0, -90.0])
rings = st.lists(st.tuples(numbers, numbers), min_size=3).map(lambda positions: [*positions, positions[0]])


@given(rings.map(polygon))
@example(polygon([(181.0, 1), (0.0, 0.0), (180.0, 0.0), (181.0, 1)]))
@settings(max_examples=100, deadline=None)
def test_what_has_been_cleaned_remains_the_same(value: dict[str, Any]) -> None:
    try:
        cleaned = clean_geometry(value)
    except ValueError:
        return
    assert clean_geometry(json.loads(json.dumps(cleaned))) == cleaned


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.fixed_dictionaries(
            {"type": st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"])},
            optional={"coordinates": inner, "geometry": inner, "features": inner, "crs": inner},
        )
    ),
    max_leaves=20,
)


@given(json_values)
@settings(max_examples=100, deadline=None)
def test_any_json_is_an_area_or_a_value_error(value: Any) -> None:
    with suppress(ValueError):
        assert clean_geometry(value)["type"] in ("Polygon", "MultiPolygon")
