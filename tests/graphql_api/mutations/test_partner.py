"""A key sees its own access, and no other."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from partners.models import FieldCount, OperationCount, RegisteredOperation
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.mutations.sending import REGISTER, a_client, result
from tests.partners.making import a_key, a_partner, bearing

pytestmark = pytest.mark.django_db
ACCOUNT = """{ partner {
  organisation { name slug since }
  key { prefix label scopes createdAt expiresAt lastUsedAt }
  scopes
  keys { label }
  budgets { name limit perMinute remaining }
  usage(days: 7) {
    operations { operation requests failures lastUsedOn }
    fields { field requests lastUsedOn deprecationReason }
  }
} }"""


def test_without_a_key_there_is_no_partner() -> None:
    assert ask(Client(), ACCOUNT) == {"partner": None}


def test_a_key_sees_its_own_organisation(settings: Settings) -> None:
    settings.GRAPHQL_KEY_BUDGET, settings.GRAPHQL_MUTATION_BUDGET = 5_000, 300
    key, text = a_key(scopes=["keys:rotate"])
    a_key(label="Second")
    other, _ = a_key(a_partner("Other Trust"), label="Theirs")
    today = timezone.localdate()
    for prefix, requests in ((key.prefix, 3), (other.prefix, 100)):
        OperationCount.objects.create(day=today, key_prefix=prefix, operation="Latest", requests=requests, failures=1)
        FieldCount.objects.create(day=today, key_prefix=prefix, field="Briefing.code", requests=requests)
    account = ask(Client(headers=bearing(text)), ACCOUNT)["partner"]
    assert account["organisation"]["slug"] == "harbour-trust"
    assert account["key"]["prefix"] == f"hub_{key.prefix}"
    assert [each["label"] for each in account["keys"]] == ["Second", "Portal"]
    assert account["scopes"] == ["keys:rotate"]
    assert account["budgets"] == [
        {"name": "key", "limit": 5_000, "perMinute": 5_000, "remaining": 5_000},
        {"name": "mutations", "limit": 300, "perMinute": 300, "remaining": 300},
    ]
    assert account["usage"] == {
        "operations": [{"operation": "Latest", "requests": 3, "failures": 1, "lastUsedOn": today.isoformat()}],
        "fields": [
            {"field": "Briefing.code", "requests": 3, "lastUsedOn": today.isoformat(), "deprecationReason": None}
        ],
    }


def test_the_answer_of_one_key_never_reaches_another(cached: None) -> None:
    query = "{ partner { key { label } } }"
    for label in ("First", "Second"):
        _, text = a_key(label=label)
        assert ask(Client(headers=bearing(text)), query) == {"partner": {"key": {"label": label}}}
    assert ask(Client(), query) == {"partner": None}


def test_reading_a_budget_does_not_charge_it(settings: Settings) -> None:
    settings.GRAPHQL_MUTATION_BUDGET = 300
    client = a_client()
    for _ in range(3):
        budgets = ask(client, "{ partner { budgets { name remaining } } }")["partner"]["budgets"]
        assert budgets == [{"name": "mutations", "remaining": 300}]
    result(client, REGISTER, texts=["{ revision }"])
    assert ask(client, "{ partner { budgets { remaining } } }")["partner"]["budgets"][0]["remaining"] < 300


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = a_client()
    query = "{ partner { organisation { name } key { label } keys { label prefix scopes } } }"
    for number in range(3):
        a_key(label=f"Key {number}")
        with django_assert_num_queries(2) as executed:  # the key with its organisation, and the keys
            ask(client, query)
        assert "digest" not in executed.captured_queries[-1]["sql"]


OPERATIONS = """query (
  $first: Int!, $after: String, $filter: RegisteredOperationFilter, $orderBy: RegisteredOperationOrder
) {
  partner { operations(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { name sha256 text cost registeredAt retiredAt } edges { cursor }
    pageInfo { endCursor hasNextPage hasPreviousPage } totalCount
  } }
}"""


@pytest.fixture
def listing() -> Client:
    """The client of a partner with four operations, of which one is retired; another partner has one more."""
    client = a_client()
    result(client, REGISTER, texts=[f"query {name} {{ revision }}" for name in ("Beta", "Delta", "Alpha", "Gamma")])
    result(a_client(partner=a_partner("Other Trust")), REGISTER, texts=["query Theirs { revision }"])
    RegisteredOperation.objects.get(name="Gamma").retire()
    return client


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "Alpha Beta Delta Gamma"),
        ({"orderBy": {"name": "DESC"}}, "Gamma Delta Beta Alpha"),
        ({"orderBy": {"registeredAt": "ASC"}}, "Beta Delta Alpha Gamma"),
        ({"filter": {"retiredAt": {"isNull": True}}}, "Alpha Beta Delta"),
        ({"filter": {"name": {"inList": ["Beta", "Gamma", "Theirs"]}}}, "Beta Gamma"),
        ({"filter": {"name": {"exact": "Beta"}, "retiredAt": {"isNull": False}}}, ""),
        ({"filter": {"registeredAt": {"gt": "2099-01-01T00:00:00Z"}}}, ""),
    ],
)
def test_operations_are_filtered_ordered_and_paged(
    listing: Client, variables: dict[str, object], expected: str
) -> None:
    names: list[str] = []
    after = None
    while True:
        page = ask(listing, OPERATIONS, first=2, after=after, **variables)["partner"]["operations"]
        names += [node["name"] for node in page["nodes"]]
        assert page["totalCount"] == len(expected.split())
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == expected.split()


def test_a_cursor_is_for_one_filter_and_order(listing: Client) -> None:
    cursor = ask(listing, OPERATIONS, first=1)["partner"]["operations"]["pageInfo"]["endCursor"]
    for wrong in ("x", cursor[:-3], cursor[8:]):
        assert refused(listing, OPERATIONS, first=1, after=wrong) == "BAD_CURSOR"
    assert refused(listing, OPERATIONS, first=1, after=cursor, orderBy={"registeredAt": "ASC"}) == "BAD_CURSOR"
    assert refused(listing, OPERATIONS, first=0) == "PAGE_SIZE"
