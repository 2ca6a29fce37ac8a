"""The form field for an area, without its map, and the outlines that the map shows."""

import json

import pytest
from django import forms
from django.test import Client

from cms.content.areas import GeometryField

SQUARE = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]}


class AreaForm(forms.Form):
    """A plain form with an area."""

    area = GeometryField(required=False)


def test_a_plain_form_keeps_the_cleaned_geometry() -> None:
    form = AreaForm({"area": json.dumps({"type": "Feature", "geometry": SQUARE, "properties": {"name": "x"}})})
    assert form.is_valid()
    assert json.loads(form.cleaned_data["area"]) == SQUARE
    assert AreaForm({"area": " "}).is_valid()


def test_a_plain_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    form = AreaForm({"area": '{"type": "Point"'})
    assert form.errors["area"] == ["This is not JSON: Expecting ',' delimiter in line 1, column 17."]
    assert "{&quot;type&quot;: &quot;Point&quot;" in str(form["area"])


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "turn"), [("LB", 0), ("FJ", 180)])
def test_editors_get_the_outlines_around_a_country(admin: Client, code: str, turn: int) -> None:
    outlines = admin.get(f"/admin/outlines/{code}.json").json()
    west, south, east, north = outlines["bounds"]
    assert outlines["turn"] == turn
    assert -180 < west < east < 180
    assert -90 < south < north < 90
    assert {outlines[name]["type"] for name in ("country", "around")} <= {"Polygon", "MultiPolygon"}


@pytest.mark.django_db
def test_outlines_are_for_editors_and_for_known_countries(admin: Client, client: Client) -> None:
    assert admin.get("/admin/outlines/ZZ.json").status_code == 404
    response = client.get("/admin/outlines/LB.json")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")
