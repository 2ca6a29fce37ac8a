"""Every mutation follows the rules: POST, a key or a session with a CSRF token, a scope, a budget; never cached."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from graphql import GraphQLNonNull, GraphQLUnionType, get_named_type
from pytest_django import Settings

from graphql_api.schema.schema import schema
from partners.models import RegisteredOperation, Scope
from tests.graphql_api.api_client import post
from tests.graphql_api.mutations.sending import REGISTER, RETIRE, a_client, code, result, send
from tests.partners.making import a_key, a_partner, bearing

pytestmark = pytest.mark.django_db
TEXT = "query Latest { revision }"
MUTATION = schema._schema.mutation_type
assert MUTATION is not None


@pytest.mark.parametrize("name", MUTATION.fields)
def test_every_mutation_has_one_input_with_an_idempotency_key_and_a_nullable_union_with_errors(name: str) -> None:
    field = MUTATION.fields[name]
    (argument,) = field.args.values()
    union = get_named_type(field.type)
    assert not isinstance(field.type, GraphQLNonNull), "an error in one mutation must not hide the results of others"
    assert isinstance(union, GraphQLUnionType)
    assert (list(field.args), union.name) == (["input"], f"{name[0].upper()}{name[1:]}Result")
    assert [one.name for one in union.types][-1] == "ValidationErrors"
    assert "idempotencyKey" in get_named_type(argument.type).fields


def by_url(client: Client, method: str = "GET") -> Any:
    variables = json.dumps({"input": {"texts": [TEXT], "idempotencyKey": "1"}})
    return client.generic(method, "/graphql", QUERY_STRING=urlencode({"query": REGISTER, "variables": variables}))


def by_hash(client: Client) -> Any:
    text = REGISTER.strip()
    result(client, REGISTER, texts=[text])
    variables = json.dumps({"input": {"texts": [TEXT], "idempotencyKey": "1"}})
    return client.get(f"/graphql/op/{sha256(text.encode()).hexdigest()}", {"variables": variables})


def among_queries(client: Client) -> Any:
    variables = json.dumps({"input": {"texts": [TEXT], "idempotencyKey": "1"}})
    text = f"query Q {{ revision }} {REGISTER}"
    return client.get("/graphql", {"query": text, "variables": variables, "operationName": "Register"})


@pytest.mark.parametrize(
    "request_by_get",
    [by_url, lambda client: by_url(client, "HEAD"), by_hash, among_queries],
    ids=["by its text", "by HEAD", "by its hash", "among queries"],
)
def test_get_is_refused(request_by_get: Callable[[Client], Any]) -> None:
    response = request_by_get(a_client())
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert not RegisteredOperation.objects.filter(text=TEXT).exists()


def test_a_registered_mutation_runs_by_post() -> None:
    client, text = a_client(), REGISTER.strip()
    result(client, REGISTER, texts=[text])
    body = {"variables": {"input": {"texts": [TEXT], "idempotencyKey": "1"}}}
    response = client.post(f"/graphql/op/{sha256(text.encode()).hexdigest()}", body, content_type="application/json")
    assert response.json()["data"]["registerOperations"]["operations"][0]["name"] == "Latest"


def test_a_batch_is_refused() -> None:
    body = [{"query": REGISTER, "variables": {"input": {"texts": [TEXT], "idempotencyKey": "1"}}}]
    response = a_client().post("/graphql", body, content_type="application/json")
    assert (response.status_code, RegisteredOperation.objects.count()) == (400, 0)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])
def test_what_a_form_of_another_site_can_send_is_refused(content_type: str) -> None:
    body = json.dumps({"query": REGISTER, "variables": {"input": {"texts": [TEXT], "idempotencyKey": "1"}}})
    response = a_client().post("/graphql", body, content_type=content_type)
    assert (response.status_code, RegisteredOperation.objects.count()) == (415, 0)


def test_a_key_or_a_session_is_needed() -> None:
    response = send(Client(), REGISTER, texts=[TEXT])
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.fixture
def staff() -> Client:
    """A client with the session of an account that may register operations."""
    user = User.objects.create_user("kit")
    user.user_permissions.add(Permission.objects.get(codename="add_registeredoperation"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_a_session_needs_its_csrf_token(staff: Client) -> None:
    a_partner()
    fields = {"texts": [TEXT], "partner": "harbour-trust"}
    refused = send(staff, REGISTER, **fields)
    assert (refused.status_code, code(refused)) == (403, "CSRF_FAILED")
    token = staff.cookies["csrftoken"] = "a" * 32
    foreign = send(staff, REGISTER, {"X-CSRFToken": token, "Origin": "https://evil.example"}, **fields)
    assert (foreign.status_code, code(foreign)) == (403, "CSRF_FAILED")
    assert "errors" not in send(staff, REGISTER, {"X-CSRFToken": token}, **fields).json()
    assert RegisteredOperation.objects.get().registered_by == User.objects.get()


def test_a_session_needs_the_permission(staff: Client) -> None:
    User.objects.get().user_permissions.clear()
    token = staff.cookies["csrftoken"] = "a" * 32
    assert code(send(staff, REGISTER, {"X-CSRFToken": token}, texts=[TEXT], partner="x")) == "FORBIDDEN"


def test_a_key_needs_the_scope_and_a_token_may_have_less() -> None:
    key, text = a_key(scopes=[Scope.ROTATION])
    assert code(send(Client(headers=bearing(text)), REGISTER, texts=[TEXT])) == "FORBIDDEN"
    key.scopes = Scope.values
    key.save()
    for scope, expected in (("public", "FORBIDDEN"), ("public operations:write", "")):
        form = {"grant_type": "client_credentials", "client_id": f"hub_{key.prefix}", "client_secret": text}
        token = Client().post("/oauth/token", {**form, "scope": scope}).json()["access_token"]
        response = send(Client(headers=bearing(token)), REGISTER, texts=[TEXT])
        assert (code(response) if "errors" in response.json() else "") == expected


def test_mutations_have_a_budget_of_their_own(settings: Settings) -> None:
    settings.GRAPHQL_MUTATION_BUDGET, settings.GRAPHQL_KEY_BUDGET = 200, 10_000
    client = a_client()
    responses = [send(client, REGISTER, texts=[TEXT]) for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 200, 429, 429]
    assert int(responses[-1]["Retry-After"]) > 0
    assert responses[-1]["RateLimit-Policy"].startswith('"mutations";q=200;')
    assert post(client, "{ revision }").status_code == 200
    settings.GRAPHQL_KEY_BUDGET = 1
    other = a_client(label="Spent on queries")
    while post(other, "{ revision }").status_code == 200:
        pass
    assert send(other, REGISTER, texts=[TEXT]).status_code == 200


def test_the_results_are_never_cached(cached: None) -> None:
    client = a_client()
    for retired in (False, True):
        response = send(client, REGISTER, texts=[TEXT], idempotencyKey="1")
        assert response["Cache-Control"] == "private, no-store"
        (operation,) = response.json()["data"]["registerOperations"]["operations"]
        assert bool(operation["retiredAt"]) == retired, "the row is read again"
        RegisteredOperation.objects.get().retire()


def test_an_error_in_one_mutation_leaves_the_others() -> None:
    query = """mutation ($a: RegisterOperationsInput!, $b: RegisterOperationsInput!) {
      first: registerOperations(input: $a) { __typename }
      second: registerOperations(input: $b) { __typename ... on ValidationErrors { fieldErrors { field message } } }
      third: registerOperations(input: $a) { __typename }
      fourth: retireOperation(input: {sha256: "0"}) { __typename } }"""
    client = a_client()
    variables = {
        "a": {"texts": [TEXT], "idempotencyKey": "1"},
        "b": {"texts": ["{ revision }", "{ nothing }"], "idempotencyKey": "2"},
    }
    answer = post(client, query, **variables).json()
    data = answer["data"]
    assert [data[name] and data[name]["__typename"] for name in data] == [
        "RegisterOperationsSuccess",
        "ValidationErrors",
        "RegisterOperationsSuccess",
        None,
    ]
    assert [error["field"] for error in data["second"]["fieldErrors"]] == ["texts.1"]
    assert [error["path"] for error in answer["errors"]] == [["fourth"]]
    assert [each.text for each in RegisteredOperation.objects.all()] == [TEXT]


def test_only_the_own_organisation_s_operations_can_be_retired() -> None:
    other = a_client(partner=a_partner("Other Trust"))
    (operation,) = result(other, REGISTER, texts=[TEXT])["operations"]
    refused = result(a_client(), RETIRE, sha256=operation["sha256"])
    assert refused == {
        "fieldErrors": [{"field": "sha256", "message": "The organisation has no operation with this hash."}]
    }
    assert result(other, RETIRE, sha256=operation["sha256"])["operation"]["retiredAt"]
    refused = result(a_client(), REGISTER, texts=[TEXT], partner="other-trust")
    assert refused["fieldErrors"][0]["field"] == "partner"
