"""Hostile requests of the corpus are refused before any SQL, after a number of steps that is linear in their length."""

import pytest
from django.test import Client
from graphql import get_operation_ast, parse

from graphql_api.base.limits import MAX_COST
from graphql_api.execution.cost.price import calculate_price
from graphql_api.schema.schema import schema
from tests.graphql_api.api_client import post
from tests.graphql_api.corpus import BUDGETS, CONDITIONS, FIELDS, HASHES, REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_requests_are_refused_without_sql(client: Client, name: str) -> None:
    hostile = REFUSED[name]
    response = post(client, hostile.query, **hostile.variables)  # the test has no database: any SQL would raise
    assert response.status_code == 400
    assert {error["extensions"]["code"] for error in response.json()["errors"]} <= set(hostile.codes)


@pytest.mark.parametrize("name", HASHES)
def test_hostile_hashes_are_refused_without_sql(client: Client, name: str) -> None:
    response = client.post("/graphql", HASHES[name], content_type="application/json")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert len(error["message"]) < 600


@pytest.mark.parametrize("name", BUDGETS)
def test_pricing_visits_each_node_once(name: str) -> None:
    document = parse(BUDGETS[name].query)
    operation = get_operation_ast(document)
    assert operation is not None
    price = calculate_price(schema._schema, document, operation)
    assert price.visits <= BUDGETS[name].query.count("{") + len(BUDGETS[name].query.split())


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_cost_the_same_wherever_they_are(name: str) -> None:
    document = parse(CONDITIONS[name].query)
    operation = get_operation_ast(document)
    assert operation is not None
    assert calculate_price(schema._schema, document, operation).requested(CONDITIONS[name].variables) > MAX_COST


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIELDS)
def test_a_refused_field_does_not_empty_the_others(client: Client, name: str) -> None:
    answer = post(client, f"{{ hostile: {FIELDS[name].query} revision }}").json()
    assert answer["data"]["hostile"] is None
    assert answer["data"]["revision"]
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code.value for code in FIELDS[name].codes]
