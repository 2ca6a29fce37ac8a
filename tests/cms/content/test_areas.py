"""The form field for an area, without its map, and the outlines that the map shows."""

import json

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client

from cms.content.areas import GeometryField
from cms.models import TravelAdvicePage
from tests.cms.factories import a_page

SQUARE = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]}

IN_LEBANON = {
    "type": "Polygon",
    "coordinates": [[[35.2, 33.1], [35.5, 33.1], [35.5, 33.3], [35.2, 33.3], [35.2, 33.1]]],
}


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


@pytest.mark.django_db
def test_an_area_must_be_drawn_in_its_country() -> None:
    area = {"name": "The hills", "description": "South.", "reason": "Mines.", "geometry": json.dumps(IN_LEBANON)}
    alert = {"advised_against": "all_travel", "extent": "named_parts", "description": "", "areas": [area]}
    with pytest.raises(ValidationError, match="“The hills” is not drawn in France"):
        a_page(TravelAdvicePage, country="FR", alerts=[("alert", alert)])
    details = a_page(TravelAdvicePage, country="LB", slug="lebanon", alerts=[("alert", alert)]).build_edition().details
    assert details.alerts[0].areas[0].geometry == IN_LEBANON
