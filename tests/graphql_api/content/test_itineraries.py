"""Advice for the countries of an itinerary, and for a point on the map."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.plan_cache import PlanCache
from graphql_api.execution.operation import Operation
from graphql_api.schema.schema import schema
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.models import Change
from tests.graphql_api.api_client import ask, post, refused
from tests.graphql_api.both_paths import data_on_both_paths
from tests.partners.making import a_key, bearing
from tests.website.factories import a_country
from tests.website.views.test_travel_data import LEBANON

pytestmark = pytest.mark.django_db

ITINERARY = """query ($countries: [String!]!, $asOf: DateTime, $locale: String = "en-gb") {
  adviceFor(countries: $countries, asOf: $asOf, locale: $locale) {
    requested country { code name slug } advice { title alertHeadline { wholeCountry parts } topics { title } }
  }
}"""
POINT = """query ($longitude: Float!, $latitude: Float!, $asOf: DateTime) {
  travelAdviceAt(point: {longitude: $longitude, latitude: $latitude}, asOf: $asOf) {
    country { code } advice { title }
    alerts { advisedAgainst extent areas { name } } possibleAlerts { advisedAgainst }
  }
}"""
HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
BEIRUT = {"longitude": 35.5, "latitude": 33.89}
SOUTH = {"longitude": 35.4, "latitude": 33.25}


def advice(client: Client, *countries: str, **variables: Any) -> list[Any]:
    found: list[Any] = ask(client, ITINERARY, countries=countries, **variables)["adviceFor"]
    return found


def at(client: Client, **variables: Any) -> Any:
    return ask(client, POINT, **variables)["travelAdviceAt"]


def count_compiled_queries(query: str, **variables: Any) -> int:
    """Return how many queries a plan of an operation takes, whose result must be that of strawberry."""
    data_on_both_paths(query, **variables)
    plans, operation = PlanCache(schema._schema), Operation(query, variables, None)
    plans.admit(operation)
    with CaptureQueriesContext(connection) as queries:
        assert plans.execute(operation, RequestContext()) is not None
    return len(queries)


def test_an_itinerary_is_answered_in_its_order_with_gaps_marked(client: Client) -> None:
    a_country(), a_country(**LEBANON)
    found = advice(client, "Lebanon", "XK", "fr", "lb")
    assert [one["requested"] for one in found] == ["Lebanon", "XK", "fr", "lb"]
    assert [one["country"]["code"] for one in found] == ["LB", "XK", "FR", "LB"]
    assert [one["advice"] and one["advice"]["title"] for one in found] == [
        "Lebanon travel advice",
        None,
        "France",
        "Lebanon travel advice",
    ]
    assert found[0]["advice"]["alertHeadline"] == {"wholeCountry": "ALL_BUT_ESSENTIAL_TRAVEL", "parts": "ALL_TRAVEL"}


def test_countries_are_named_in_the_requested_language(client: Client) -> None:
    a_country()
    (found,) = advice(client, "ffrainc", locale="cy")
    assert (found["country"]["name"], found["advice"]["title"]) == ("Ffrainc", "France")


@pytest.mark.parametrize("countries", [["FR", "Atlantis"], ["FR"] * 51, [""], ["🏝" * 1000]])
def test_an_itinerary_with_an_unknown_country_or_too_many_is_an_error(client: Client, countries: list[str]) -> None:
    answer = post(client, ITINERARY, countries=countries).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    if "Atlantis" in countries:
        assert "'Atlantis'" in answer["errors"][0]["message"]


def test_an_empty_itinerary_is_empty(client: Client) -> None:
    assert advice(client) == []


def test_hidden_advice_is_the_same_as_none(client: Client) -> None:
    before = post(client, ITINERARY, countries=["LB"]).json(), post(client, POINT, **BEIRUT).json()
    a_country(**LEBANON | HIDDEN)
    assert (post(client, ITINERARY, countries=["LB"]).json(), post(client, POINT, **BEIRUT).json()) == before


@pytest.mark.parametrize("countries", [["FR"], ["FR", "LB", "XK"], ["XK"]])
def test_an_itinerary_is_compiled_and_read_at_once(countries: list[str]) -> None:
    a_country(), a_country(**LEBANON)
    assert count_compiled_queries(ITINERARY, countries=countries) == (1 if countries == ["XK"] else 2)
    now = timezone.now().isoformat()
    assert count_compiled_queries(ITINERARY, countries=countries, asOf=now) == (1 if countries == ["XK"] else 3)


@pytest.mark.parametrize(("point", "queries"), [(BEIRUT, 1), (SOUTH, 1), ({"longitude": -30, "latitude": 45}, 0)])
def test_a_point_is_compiled_and_read_at_once(point: dict[str, float], queries: int) -> None:
    a_country(**LEBANON)
    assert count_compiled_queries(POINT, **point) == queries
    assert count_compiled_queries(POINT, **point, asOf=timezone.now().isoformat()) == 2 * queries


def test_at_a_point_the_alerts_of_the_whole_country_and_of_areas_around_it_apply(client: Client) -> None:
    a_country(**LEBANON)
    beirut, south = at(client, **BEIRUT), at(client, **SOUTH)
    assert beirut["country"] == {"code": "LB"}
    assert [alert["extent"] for alert in beirut["alerts"]] == ["WHOLE_COUNTRY"]
    assert [alert["extent"] for alert in south["alerts"]] == ["WHOLE_COUNTRY", "NAMED_PARTS"]
    assert south["alerts"][1]["areas"] == [{"name": "The south"}]
    assert beirut["possibleAlerts"] == []


def test_an_alert_for_parts_that_are_not_drawn_may_apply_everywhere(client: Client) -> None:
    a_country()
    paris = at(client, longitude=2.35, latitude=48.86)
    assert (paris["alerts"], len(paris["possibleAlerts"])) == ([], 1)


def test_at_sea_there_is_neither_a_country_nor_advice(client: Client) -> None:
    nowhere: dict[str, Any] = {"country": None, "advice": None, "alerts": [], "possibleAlerts": []}
    assert at(client, longitude=-30, latitude=45) == nowhere


@pytest.mark.parametrize("point", [(181, 0), (0, -90.1), (1e308, 0)])
def test_a_point_that_is_not_on_the_earth_is_an_error(client: Client, point: tuple[float, float]) -> None:
    assert refused(client, POINT, longitude=point[0], latitude=point[1]) == "BAD_INPUT"


@pytest.mark.parametrize("number", ["NaN", "Infinity", '"35.5"', "null", "true"])
def test_what_is_not_a_number_is_refused(client: Client, number: str) -> None:
    body = f'{{"query": {json.dumps(POINT)}, "variables": {{"longitude": {number}, "latitude": 0}}}}'
    answer = client.post("/graphql", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in {"BAD_INPUT", "BAD_REQUEST", "VALIDATION_FAILED"}


def test_poles_and_the_antimeridian_are_places(client: Client) -> None:
    assert at(client, longitude=0, latitude=-90)["country"] == {"code": "AQ"}
    assert at(client, longitude=0, latitude=90)["country"] is None
    east, west = at(client, longitude=180, latitude=-16.5), at(client, longitude=-180, latitude=-16.5)
    assert east == west


def test_both_answer_as_of_a_time(client: Client) -> None:
    item = a_country(**LEBANON)
    a_country(
        **LEBANON
        | {"details": {"country": "LB"}, "title": "Calm", "change_note": "Calm again."}
        | {"content_id": item.content_id}
    )
    then = Change.objects.filter(item=item).earliest("sequence").at.isoformat()
    assert advice(client, "LB")[0]["advice"]["title"] == "Calm"
    assert advice(client, "LB", asOf=then)[0]["advice"]["title"] == "Lebanon travel advice"
    assert len(at(client, **SOUTH, asOf=then)["alerts"]) == 2
    assert advice(client, "LB", asOf="2020-01-01T00:00:00Z")[0]["advice"] is None


def test_a_key_without_travel_advice_is_refused(client: Client) -> None:
    _, text = a_key(kinds=[Kind.GUIDANCE])
    for query, variables in ((ITINERARY, {"countries": ["FR"]}), (POINT, BEIRUT)):
        payload = {"query": query, "variables": variables}
        answer = client.post("/graphql", payload, content_type="application/json", headers=bearing(text)).json()
        assert answer["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"
