"""docs/api/errors.md matches the code: each of its requests is sent, and its response compared."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from graphql_api.base.errors import MEANINGS, Code
from graphql_api.execution.cost.buckets import _get_buckets, buckets
from graphql_api.execution.cost.budgets import Budget
from graphql_api.http.responses import STATUS
from publishing.kinds import Kind
from tests.graphql_api.factories import an_item

pytestmark = pytest.mark.one_database

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api" / "errors.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| [^|]*\|$", re.MULTILINE)
AT_FIELDS = {
    Code.BAD_CURSOR,
    Code.UNKNOWN_REFERENCE,
    Code.PAGE_SIZE,
    Code.FORBIDDEN,
    Code.IDEMPOTENCY_KEY_MISSING,
    Code.IDEMPOTENCY_KEY_REUSED,
}
"""Codes of field errors only: the operation ran."""
STARRED = {
    Code.SYNTAX: "{",
    Code.INVALID: "{ nothing }",
    Code.TOO_DEEP: "{ homePage " + "{ related " * 20 + "{ id }" + "}" * 20 + " }",
    Code.TOO_COMPLEX: "{" + " ".join(f"a{n}: revision" for n in range(200)) + "}",
    Code.BAD_INPUT: "query ($n: Int!) { contents(first: $n) { totalCount } }",
    Code.TOO_LARGE: "{ contents(first: 100) { nodes " + "{ related " * 6 + "{ id }" + "}" * 6 + " } }",
}
"""An operation for each code that has status 200 for older clients."""


@dataclass(frozen=True)
class Sample:
    """A request on the page, and its response."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    response_headers: dict[str, str]
    answer: Any

    @property
    def code(self) -> Code:
        """The code of the first error."""
        return Code(self.answer["errors"][0]["extensions"]["code"])


def samples() -> list[Sample]:
    return [parse_sample(text) for text in re.findall(r"```http\n(.*?)```", PAGE.read_text(), re.DOTALL)]


def parse_sample(text: str) -> Sample:
    request, answer = re.split(r"^HTTP/1\.1 ", text, flags=re.MULTILINE)
    (first, headers, body), (status, response_headers, content) = parts(request), parts(answer)
    number, reason = status.split(" ", 1)
    assert HTTPStatus(int(number)).phrase == reason
    method, path = first.split(" ")
    return Sample(method, path, headers, body, int(number), response_headers, json.loads(content))


def parts(text: str) -> tuple[str, dict[str, str], str]:
    """Return the first line, the headers and the body."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.splitlines()
    return first, dict(line.split(": ", 1) for line in lines), body.strip()


def matches(text: str, pattern: str) -> bool:
    """Whether a text matches a pattern, in which … matches anything."""
    return re.fullmatch(".+".join(map(re.escape, pattern.split("…"))), text, re.DOTALL) is not None


def raise_database_error(*_: Any) -> Any:
    raise OperationalError("the server is gone")


@pytest.fixture
def create_conditions(settings: Settings) -> Iterator[Callable[[Code], None]]:
    """Return a function that creates the conditions of an error."""
    with ExitStack() as cleanup:

        def create(code: Code) -> None:
            if code is Code.INTROSPECTION_OFF:
                settings.GRAPHQL_INTROSPECTION = "keys"
            if code is Code.OVER_BUDGET:
                settings.GRAPHQL_ANONYMOUS_BUDGET = 2500
                budget = Budget("anonymous", "address:127.0.0.1", 2500, 2500)
                buckets().charge(budget, "spent", 5000)
                cleanup.callback(_get_buckets.cache_clear)
            if code is Code.INTERNAL:
                cleanup.enter_context(connection.execute_wrapper(raise_database_error))

        yield create


@pytest.mark.django_db
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.code)
def test_every_request_has_the_response_on_the_page(
    sample: Sample, client: Client, create_conditions: Callable[[Code], None]
) -> None:
    an_item(Kind.TOPIC, title="Vigilance")
    create_conditions(sample.code)
    content_type = sample.headers.get("Content-Type", "")
    response = client.generic(sample.method, sample.path, sample.body, content_type, headers=sample.headers)
    assert response.status_code == sample.status
    assert {name for name, value in sample.response_headers.items() if not matches(response[name], value)} == set()
    actual, pattern = (json.dumps(answer, ensure_ascii=False) for answer in (response.json(), sample.answer))
    assert matches(actual, pattern), actual


def test_every_code_is_listed_once_with_its_meaning_and_status() -> None:
    listed = [(code, status, meaning.strip()) for code, status, meaning in ROW.findall(PAGE.read_text())]
    assert len(listed) == len(Code)
    assert {code: meaning for code, _, meaning in listed} == {code.value: MEANINGS[code] for code in Code}
    for code, status, _ in listed:
        expected = 200 if Code(code) in AT_FIELDS else STATUS.get(Code(code), 400)
        assert int(status[:3]) == expected, code
        assert ("*" in status) == (Code(code) in STARRED), code


@pytest.mark.django_db
@pytest.mark.parametrize("code", STARRED)
def test_codes_with_a_star_have_status_200_for_older_clients(code: Code, client: Client) -> None:
    for accept, status in (("application/json", 200), ("application/graphql-response+json", 400)):
        body = {"query": STARRED[code]}
        response = client.post("/graphql", body, content_type="application/json", headers={"Accept": accept})
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (status, code)
