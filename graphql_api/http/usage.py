"""Each call is counted with the fields that it asks for, so that it is known who still uses one."""

from django.http import HttpRequest

from graphql_api.base.callers import Caller
from graphql_api.execution.caching.headers import ASKED
from graphql_api.execution.json_result import Answer
from graphql_api.execution.operation import Operation
from partners.usage.recording import recorder


def count(request: HttpRequest, caller: Caller, operation: Operation, answer: Answer) -> None:
    """Count a call that was run. A document that was refused asked for nothing that there is."""
    if answer.was_refused:
        return
    asked = operation.document.asked(operation.name)
    request.META[ASKED] = asked.fields
    recorder.record(caller.key, asked.name, asked.fields, failed=answer.has_errors)
