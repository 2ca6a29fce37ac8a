"""Runs operations on both paths: with strawberry's resolvers, and by the compiled plan."""

from typing import Any

import orjson
from strawberry.types import ExecutionResult

from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.plan_cache import PlanCache
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import resolve
from graphql_api.schema.schema import schema
from publishing.access.viewers import ANONYMOUS, Viewer


def run_on_both_paths(query: str, viewer: Viewer = ANONYMOUS, **variables: Any) -> ExecutionResult:
    """Return the result of an operation, which both paths agree on; a plan leaves errors to strawberry."""
    plans, operation = PlanCache(schema._schema), Operation(query, variables, None)
    first, second = RequestContext(viewer), RequestContext(viewer)
    expected = resolve(operation, first)
    plans.admit(operation)
    compiled = plans.execute(operation, second)
    assert (compiled is None) == bool(expected.errors), "only errors have no plan"
    if compiled is not None:
        assert orjson.dumps(compiled) == orjson.dumps(expected.data)
        assert first.meter.actual == second.meter.actual
        assert first.requested_locales == second.requested_locales
        assert set(first.cache_tags.tags) == set(second.cache_tags.tags)
    return expected


def data_on_both_paths(query: str, viewer: Viewer = ANONYMOUS, **variables: Any) -> dict[str, Any]:
    """Return the data of an operation that has no errors."""
    result = run_on_both_paths(query, viewer, **variables)
    assert result.errors is None
    assert result.data is not None
    return result.data
