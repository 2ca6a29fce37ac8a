"""Runs operations, or returns their results from the cache where that is allowed."""

from time import time

from django.conf import settings

from graphql_api.base.callers import Caller
from graphql_api.content.context import RequestContext
from graphql_api.content.previews import PREVIEW_FIELD
from graphql_api.execution.caching.content_version import ContentVersion, content_versions
from graphql_api.execution.caching.entries import CacheEntry, cache_key
from graphql_api.execution.caching.single_flight import get_or_compute
from graphql_api.execution.caching.stores import store
from graphql_api.execution.cost.operation_cost import OperationCost
from graphql_api.execution.json_result import JsonResult
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import run
from publishing.access.policy import reads_beyond_audience

MAX_SECONDS = 300
"""The longest time to live: changes outside the log (a deleted file) take effect after this time."""


def execute_cached(operation: Operation, caller: Caller, cost: OperationCost) -> JsonResult:
    """Return the result of a checked query, from the cache or by running it now."""
    viewer = caller.viewer
    context = RequestContext(viewer, meter=cost.meter, caller=caller)

    def execute() -> JsonResult:
        return JsonResult.serialise(cost.add_to_result(run(operation, context, cost)))

    # Viewers with personal access are too few to share results. A cost report describes one run only. A draft is for
    # one key, although others have the same viewer.
    is_shared = not reads_beyond_audience(viewer) and not reads_draft(operation)
    if not settings.GRAPHQL_CACHE or not is_shared or cost.is_reported:
        return execute()
    version = content_versions.get(viewer)
    executed: list[JsonResult] = []

    def compute() -> CacheEntry | None:
        started_at = time()
        executed.append(execute())
        return _build_entry(executed[0], context, cost, version, started_at)

    entry = get_or_compute(store(), cache_key(operation, viewer, version), version, compute)
    return JsonResult(entry.data, entry=entry) if entry else executed[0]


def reads_draft(operation: Operation) -> bool:
    """Whether a valid operation may return a draft."""
    return PREVIEW_FIELD in operation.parsed.summary(operation.name).fields


def _build_entry(
    result: JsonResult, context: RequestContext, cost: OperationCost, version: ContentVersion, started_at: float
) -> CacheEntry | None:
    """Return the cache entry of a result; None for errors, and if the content changed while it was computed.
    Introspection is not cached: whether it is allowed depends on more than the viewer."""
    if result.has_errors or cost.introspects or not context.cache_tags.max_age:
        return None
    expires_at = min(started_at + min(context.cache_tags.max_age, MAX_SECONDS), version.valid_until)
    if content_versions.fetch(context.viewer) != version or expires_at <= time():
        return None
    return CacheEntry(result.data, version, expires_at, context.cache_tags.tags)
