"""Counts each call with the fields that it selects, so that the users of a deprecated field are known."""

from django.http import HttpRequest

from graphql_api.base.callers import Caller
from graphql_api.execution.caching.headers import FIELDS
from graphql_api.execution.json_result import JsonResult
from graphql_api.execution.operation import Operation
from partners.usage.recording import recorder


def count_call(request: HttpRequest, caller: Caller, operation: Operation, result: JsonResult) -> None:
    """Count a call, unless the operation was rejected."""
    if result.was_rejected:
        return
    summary = operation.parsed.summary(operation.name)
    request.META[FIELDS] = summary.fields
    recorder.record(caller.key, summary.name, summary.fields, failed=result.has_errors)
