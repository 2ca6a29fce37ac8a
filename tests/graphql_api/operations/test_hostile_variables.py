"""Hostile variables of operations that are requested by hash: errors have our own message, a location and a code."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from graphql_api.operations.lookup import clear_cache
from graphql_api.operations.registration import register
from graphql_api.operations.texts import OperationText
from tests.graphql_api.corpus import VALUES
from tests.partners.making import a_partner

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = OperationText.parse("query Latest($first: Int!) { contents(first: $first) { totalCount } }")


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    """An operation that needs a whole number."""
    clear_cache()
    register(a_partner(), [TEXT])
    yield
    clear_cache()


@pytest.mark.parametrize("name", VALUES)
def test_a_hostile_value_gets_the_same_error_in_every_form(client: Client, name: str) -> None:
    variables = f'{{"first": {VALUES[name]}}}'
    extensions = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": TEXT.sha256}})
    bodies = (
        f'{{"query": {json.dumps(TEXT.text)}, "variables": {variables}}}',
        f'{{"doc_id": "{TEXT.sha256}", "variables": {variables}}}',
        f'{{"extensions": {extensions}, "variables": {variables}}}',
    )
    responses = [
        *(client.post("/graphql", body, content_type="application/json") for body in bodies),
        client.post(f"/graphql/op/{TEXT.sha256}", f'{{"variables": {variables}}}', content_type="application/json"),
        client.get(f"/graphql/op/{TEXT.sha256}", {"variables": variables}),
        client.get("/graphql", {"extensions": extensions, "variables": variables}),
    ]
    errors = [response.json()["errors"][0] for response in responses]
    assert {response.status_code for response in responses} == {400}
    (code,) = {error["extensions"]["code"] for error in errors}
    assert code in ("BAD_INPUT", "BAD_REQUEST")
    assert {len(error.get("locations", ())) for error in errors} == {int(code == "BAD_INPUT")}
    assert max(len(error["message"]) for error in errors) < 600
