"""Areas as GeoJSON, and documents as GOV.UK's content API has them."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.geography.geojson import clean_geometry
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, AlertExtent, TravelAlert
from publishing.log.record import record_withdrawal
from tests.website.factories import a_country

pytestmark = pytest.mark.django_db

AREAS = "/api/travel-advice/areas.geojson"
SQUARE = {"type": "Polygon", "coordinates": [[[35.1, 33.1], [35.9, 33.1], [35.9, 33.4], [35.1, 33.4], [35.1, 33.1]]]}
LEBANON: dict[str, Any] = {
    "path": "/travel-advice/lebanon/",
    "title": "Lebanon travel advice",
    "code": "LB",
    "details": {
        "country": "LB",
        "country_name": "Lebanon",
        "country_slug": "lebanon",
        "alerts": (
            TravelAlert(advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY),
            TravelAlert(
                advised_against=AdvisedAgainst.ALL_TRAVEL,
                extent=AlertExtent.NAMED_PARTS,
                areas=(AlertArea(name="The south", reason="Armed conflict", geometry=clean_geometry(SQUARE)),),
            ),
        ),
    },
}


def collection(client: Client) -> dict[str, Any]:
    answer: Any = client.get(AREAS)
    assert answer["Content-Type"] == "application/geo+json"
    return json.loads(answer.getvalue())


def test_each_area_is_a_feature_and_so_is_an_alert_without_one(client: Client) -> None:
    item = a_country(**LEBANON)
    whole, south = collection(client)["features"]
    assert (whole["geometry"], whole["properties"]["extent"]) == (None, "whole_country")
    assert south["geometry"] == clean_geometry(SQUARE)
    assert south["properties"]["name"] == "The south"
    assert south["properties"]["reason"] == "Armed conflict"
    assert south["properties"]["advisedAgainst"] == "all_travel"
    assert (south["properties"]["country"], south["properties"]["countryName"]) == ("LB", "Lebanon")
    assert south["properties"]["edition"] == item.edition.content_hash
    assert south["properties"]["reviewedAt"] == "2026-11-01T09:00:00+00:00"
    assert south["properties"]["provenance"]["publisher"] == "The programme"


def test_an_unchanged_collection_is_not_written_again(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_country(**LEBANON)
    etag = client.get(AREAS)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(AREAS, headers={"If-None-Match": etag}).status_code == 304
    a_country()
    assert client.get(AREAS, headers={"If-None-Match": etag}).status_code == 200


def test_hidden_and_withdrawn_advice_has_no_areas(client: Client) -> None:
    a_country(audience=Audience.REGISTERED, marking=Marking.GREEN)
    item = a_country(**LEBANON)
    record_withdrawal(item.content_id, item.locale)
    assert collection(client)["features"] == []


def test_all_countries_take_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_country(**LEBANON)
    a_country()
    with django_assert_num_queries(2):
        assert len(collection(client)["features"]) == 3


# --- GOV.UK's content API ------------------------------------------------------------------------
def document(client: Client, slug: str) -> dict[str, Any]:
    answer = client.get(f"/api/content/foreign-travel-advice/{slug}")
    assert answer.status_code == 200
    return answer.json()


def test_a_document_has_the_members_of_govuks(client: Client) -> None:
    a_country(**LEBANON)
    found = document(client, "lebanon")
    assert found["base_path"] == "/foreign-travel-advice/lebanon"
    assert (found["schema_name"], found["locale"], found["title"]) == ("travel_advice", "en", "Lebanon travel advice")
    details = found["details"]
    assert details["country"] == {"slug": "lebanon", "name": "Lebanon", "synonyms": ["République française"]}
    assert details["alert_status"] == [
        "avoid_all_but_essential_travel_to_whole_country",
        "avoid_all_travel_to_parts",
    ]
    assert details["parts"][0] == {
        "slug": "safety-and-security",
        "title": "Safety and security",
        "body": "<p>Keep to busy streets.</p>",
    }
    assert details["change_description"] == "The advice for the port area was added."
    assert details["change_history"][0]["note"] == details["change_description"]
    assert details["reviewed_at"] == "2026-11-01T09:00:00+00:00"


def test_the_index_lists_every_country(client: Client) -> None:
    a_country()
    a_country(**LEBANON)
    children = client.get("/api/content/foreign-travel-advice").json()["links"]["children"]
    assert [child["details"]["country"]["slug"] for child in children] == ["france", "lebanon"]
    assert client.get(children[1]["api_path"]).json()["title"] == "Lebanon travel advice"


@pytest.mark.parametrize("slug", ["atlantis", "france.cy", "france.de", "germany"])
def test_what_is_not_there_is_not_found(client: Client, slug: str) -> None:
    a_country()
    hidden = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
    a_country(**LEBANON | hidden | {"code": "DE", "path": "/travel-advice/germany/"})
    answer = client.get(f"/api/content/foreign-travel-advice/{slug}")
    assert answer.status_code == 404
    assert answer.content == client.get("/api/content/foreign-travel-advice/nowhere").content
