"""GraphQL over HTTP as the specification's own audits see it: the npm package graphql-http against a running hub."""

import json

import pytest

from tests.node import node
from tests.stack import running

pytestmark = pytest.mark.slow

AUDITS = 61


def test_every_audit_of_graphql_over_http_is_passed() -> None:
    with running() as stack:
        results = json.loads(node("audit.js", f"{stack.address}/graphql"))
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == AUDITS
