"""Costs and budgets over HTTP: headers, reports and rejections."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory
from graphql import get_introspection_query

from graphql_api.base.callers import identify_caller
from graphql_api.content.context import RequestContext
from graphql_api.execution.cost.buckets import _get_buckets, buckets
from graphql_api.execution.cost.budgets import Budget
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import execute
from tests.graphql_api.api_client import post, refused
from tests.graphql_api.factories import an_item, rich_text
from tests.partners.making import a_key, bearing

pytestmark = pytest.mark.one_database

LIST = "query ($n: Int!) { contents(first: $n) { nodes { title url } } }"


@pytest.fixture(params=["local memory", "Redis"])
def _new_buckets(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[None]:
    """New budgets, in local memory and in Redis."""
    settings.REDIS_URL = request.getfixturevalue("redis_url") if request.param == "Redis" else ""
    _get_buckets.cache_clear()
    yield
    _get_buckets.cache_clear()


def of(address: str) -> dict[str, Any]:
    """Return the environment of a request from an address."""
    return {"REMOTE_ADDR": address}


def query_by_get(client: Client, query: str, headers: dict[str, str] | None = None, **variables: object) -> Any:
    """Send a query by GET and return the response."""
    return client.get("/graphql", {"query": query, "variables": json.dumps(variables)}, headers=headers)


@pytest.mark.django_db
def test_headers_have_the_requested_and_the_actual_cost(client: Client) -> None:
    an_item()
    an_item()
    assert post(client, LIST, n=50)["GraphQL-Cost"] == "requested=102, actual=6, limit=200000"
    again = post(client, LIST, n=50)  # by a plan if there is one, with the same cost
    assert again["GraphQL-Cost"] == "requested=102, actual=6, limit=200000"


@pytest.mark.django_db
def test_the_result_includes_its_cost_only_on_request(client: Client) -> None:
    plain = query_by_get(client, LIST, n=5)
    assert "cost" not in plain.json()["extensions"]
    assert plain["Cache-Control"].startswith("public")
    response = query_by_get(client, LIST, {"GraphQL-Cost": "report"}, n=5)
    assert response.json()["extensions"]["cost"] == {"requested": 12, "actual": 2, "limit": 200_000}
    assert response["Cache-Control"] == "private, no-store"
    assert query_by_get(client, LIST, n=5).content == plain.content


@pytest.mark.django_db
def test_weights_are_counted_in_the_actual_cost(client: Client) -> None:
    an_item()
    query = '{ search(query: "nothing at all", first: 10) { totalCount edges { score } } }'
    response = query_by_get(client, query, {"GraphQL-Cost": "report"}).json()["extensions"]["cost"]
    assert response["requested"] == 2000 + 2 + 10
    assert response["actual"] == 2000 + 2


@pytest.mark.django_db
@pytest.mark.usefixtures("_new_buckets")
def test_the_unused_cost_is_refunded(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET = 200
    for _ in range(5):
        response = client.get("/graphql", {"query": LIST, "variables": '{"n": 90}'}, **of("192.0.2.7"))
        assert response.status_code == 200
    assert response["RateLimit-Policy"] == '"anonymous";q=200;w=60;qu="cost"'
    name, *parameters = response["RateLimit"].split(";")
    assert name == '"anonymous"'
    values = dict(parameter.split("=") for parameter in parameters)
    assert 190 <= int(values["r"]) <= 200
    assert int(values["t"]) <= 4
    assert "Retry-After" not in response


@pytest.mark.usefixtures("_new_buckets")
def test_an_exhausted_budget_is_rejected_with_retry_after_and_without_sql(
    client: Client, settings: LazySettings
) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET = 100
    query = "{ __typename " + " ".join(f"a{n}: __typename" for n in range(49)) + " }"
    send = {"query": query}
    answers = [client.get("/graphql", send, **of("192.0.2.8")) for _ in range(4)]  # without a database: SQL would raise
    last = next(answer for answer in answers if answer.status_code != 200)
    assert last.status_code == 429
    assert last.json()["errors"][0]["extensions"]["code"] == "OVER_BUDGET"
    assert "data" not in last.json()
    assert 1 <= int(last["Retry-After"]) <= 30
    assert last["RateLimit"].startswith('"anonymous";r=0;t=')
    assert last["Cache-Control"] == "private, no-store"
    assert last["GraphQL-Cost"] == "requested=50, actual=0, limit=100"
    assert client.get("/graphql", send, **of("192.0.2.9")).status_code == 200


@pytest.mark.usefixtures("_new_buckets")
def test_too_much_work_in_progress_is_rejected_differently(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET = 100
    budget = Budget("anonymous", "address:192.0.2.10", 100, 100)
    for number in range(16):  # operations of other processes
        buckets().reserve(budget, f"other {number}", 100, 12)
    refused = client.get("/graphql", {"query": "{ __typename }"}, **of("192.0.2.10"))
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MUCH_IN_PROGRESS"
    assert refused["Retry-After"] == "12"
    assert refused["RateLimit-Policy"] == '"anonymous";q=100;w=60;qu="cost", "anonymous-in-progress";q=1600;qu="cost"'
    assert refused["RateLimit"] == '"anonymous";r=100;t=0, "anonymous-in-progress";r=0;t=12'
    buckets().charge(budget, "other 0", 1)
    assert client.get("/graphql", {"query": "{ __typename }"}, **of("192.0.2.10")).status_code == 200


LONG = "{ guidance(first: 1) { nodes { body { id } } } }"  # requested: 23, with 20 blocks


def remaining(response: Any) -> int:
    """Return what is left of the budget."""
    return int(response["RateLimit"].split("r=")[1].split(";")[0])


@pytest.mark.django_db
@pytest.mark.usefixtures("_new_buckets")
def test_an_operation_that_costs_more_than_requested_continues_up_to_the_limit(
    client: Client, settings: LazySettings
) -> None:
    an_item(body=tuple(rich_text("<p>Look.</p>") for _ in range(60)))
    settings.GRAPHQL_ANONYMOUS_BUDGET = 100
    response = client.get("/graphql", {"query": LONG}, **of("192.0.2.11"))
    assert response["GraphQL-Cost"] == "requested=23, actual=63, limit=100"
    assert remaining(response) in (37, 38)
    settings.GRAPHQL_ANONYMOUS_BUDGET = 50
    for number in range(2):  # also by a plan
        stopped = client.get("/graphql", {"query": LONG}, **of(f"192.0.2.2{number}"))
        assert stopped.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE"


@pytest.mark.django_db
@pytest.mark.usefixtures("_new_buckets")
def test_an_operation_that_costs_more_than_requested_is_stopped_if_too_much_is_in_progress(
    client: Client, settings: LazySettings
) -> None:
    an_item(body=tuple(rich_text("<p>Look.</p>") for _ in range(60)))
    settings.GRAPHQL_ANONYMOUS_BUDGET = 100
    buckets().reserve(Budget("anonymous", "address:192.0.2.13", 100, 100), "other", 1_550, 12)
    stopped = client.get("/graphql", {"query": LONG}, **of("192.0.2.13"))
    assert stopped.status_code == 429
    assert stopped.json()["errors"][0]["extensions"]["code"] == "TOO_MUCH_IN_PROGRESS"
    assert remaining(stopped) < 70  # what was done is charged


@pytest.mark.usefixtures("_new_buckets")
def test_an_operation_that_takes_too_long_is_charged_the_requested_cost(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET, settings.GRAPHQL_TIMEOUT = 1_000, -1
    query = "{ " + " ".join(f"a{n}: __typename" for n in range(50)) + " }"
    response = client.get("/graphql", {"query": query}, **of("192.0.2.14"))
    assert response.status_code == 503
    assert remaining(response) in (950, 951)


@pytest.mark.django_db
@pytest.mark.usefixtures("_new_buckets")
def test_a_key_has_its_own_budget(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET, settings.GRAPHQL_KEY_BUDGET = 100, 5_000
    assert paying_policy(client, bearing(a_key()[1])) == '"key";q=5000;w=60;qu="cost"'
    own = a_key(points_per_minute=600, burst=1_200)
    assert paying_policy(client, bearing(own[1])) == '"key";q=1200;w=120;qu="cost"'
    assert paying_policy(client) == '"anonymous";q=100;w=60;qu="cost"'


def paying_policy(client: Client, headers: dict[str, str] | None = None) -> str:
    """Send a small query and return the budget that paid for it."""
    policy: str = client.get("/graphql", {"query": "{ __typename }"}, headers=headers)["RateLimit-Policy"]
    return policy


@pytest.mark.usefixtures("_new_buckets")
def test_addresses_of_one_ipv6_network_share_a_budget(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET = 1_000
    first = client.get("/graphql", {"query": "{ __typename }"}, **of("2001:db8:1:2::1"))
    query = "{ " + " ".join(f"a{n}: __typename" for n in range(50)) + " }"
    client.get("/graphql", {"query": query}, **of("2001:db8:1:2:ffff::9"))
    third = client.get("/graphql", {"query": "{ __typename }"}, **of("2001:db8:1:2::1"))
    other = client.get("/graphql", {"query": "{ __typename }"}, **of("2001:db8:1:3::1"))
    assert first["RateLimit"].startswith('"anonymous";r=999')
    assert int(third["RateLimit"].split("r=")[1].split(";")[0]) < 960
    assert other["RateLimit"].startswith('"anonymous";r=999')


@pytest.mark.parametrize(("proxies", "expected"), [(1, "192.0.2.2"), (2, "192.0.2.1"), (5, "203.0.113.9")])
def test_behind_proxies_the_address_is_the_one_that_the_first_proxy_saw(
    settings: LazySettings, proxies: int, expected: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/graphql", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1, 192.0.2.2"})
    assert identify_caller(request).address == expected


def test_an_operation_never_costs_more_than_a_whole_budget(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_ANONYMOUS_BUDGET = 100
    assert refused(client, LIST, n=50) == "TOO_LARGE"


def test_without_budgets_there_are_no_budget_headers(client: Client) -> None:
    response = post(client, "{ __typename }")
    assert "RateLimit" not in response
    assert "RateLimit-Policy" not in response


def test_introspection_is_open_in_production_unless_the_operator_decides_otherwise(
    client: Client, settings: LazySettings
) -> None:
    settings.PRODUCTION = True
    assert post(client, get_introspection_query()).status_code == 200
    settings.GRAPHQL_INTROSPECTION = "keys"
    response = post(client, get_introspection_query())
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_OFF"
    assert post(client, "{ __typename }").status_code == 200


@pytest.mark.django_db
def test_editors_may_always_use_introspection(client: Client, settings: LazySettings) -> None:
    settings.GRAPHQL_INTROSPECTION = "keys"
    editor = User.objects.create_user("editor")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert post(client, get_introspection_query()).status_code == 200


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ homePag { id } }", {}),
        ("{ contents(firs: 1) { nodes { id } } }", {}),
        ("{ contents(first: 1, orderBy: {updatedAt: DES}) { nodes { id } } }", {}),
        ("query ($o: OrderDirection!) { contents(first: 1, orderBy: {updatedAt: $o}) { nodes { id } } }", {"o": "DES"}),
        ("{ homePage { ... on Guidanc { id } } }", {}),
        ("query ($f: ContentFilter) { contents(first: 1, filter: $f) { nodes { id } } }", {"f": {"topi": "x"}}),
    ],
)
def test_in_production_names_are_not_suggested(
    client: Client, settings: LazySettings, query: str, variables: dict[str, object]
) -> None:
    assert "Did you mean" in json.dumps(post(client, query + " # elsewhere", **variables).json())
    settings.PRODUCTION = True
    assert "Did you mean" not in json.dumps(post(client, query, **variables).json())


def test_only_the_first_validation_errors_are_reported(client: Client) -> None:
    query = "{ homePage { " + " ".join(f"wrong{n}" for n in range(100)) + " } }"
    assert len(post(client, query).json()["errors"]) <= 11


def test_responses_that_are_too_large_are_not_sent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphql_api.execution.json_result.MAX_ANSWER", 300)
    query = "{ " + " ".join(f"a{n}: __typename" for n in range(30)) + " }"
    assert refused(client, query) == "ANSWER_TOO_LARGE"


@pytest.mark.django_db
def test_plans_and_strawberry_count_the_same_cost() -> None:
    for _ in range(3):
        an_item()
    query = "{ contents(first: 20) { totalCount pageInfo { endCursor } nodes { title topics { title } body { id } } } }"
    expected = []
    for _ in range(3):
        context = RequestContext()
        assert not execute(Operation(query, {}, None), context).errors
        expected.append(context.meter.actual)
    assert len(set(expected)) == 1, expected
