"""What streams are told. Streams that ask the same and stand at the same place share one answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from graphql import GraphQLError, GraphQLFormattedError
from strawberry.types.graphql import OperationType

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.execution.cost.operation_cost import Bill, bill_of
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import execute
from graphql_api.streams.stream_request import Opening
from graphql_api.streams.threads import Shared, in_thread
from graphql_api.sync.changes import Changes
from graphql_api.sync.subscription import StreamContext
from publishing.access.viewers import Viewer

OURS = {Code.INTERNAL.value, Code.OVER_TIME.value}
"""Errors after which a client should connect again: they are not about what it asked."""


@dataclass(frozen=True)
class Answer:
    """What one event tells."""

    document: str
    cursor: str | None = None
    """Where to go on from; None when there is nothing to go on with."""
    has_news: bool = True
    goes_on: bool = False
    """Whether more follows at once."""
    is_fault: bool = False
    """Whether it is ours that there is nothing to go on with: then the client should connect again."""

    @classmethod
    def refusing(cls, error: GraphQLError) -> Self:
        """Return what tells of an error, and nothing else."""
        return cls(_text({"errors": [error.formatted]}), is_fault=_is_ours(error.formatted))


class Answers:
    """Answers, each made once."""

    def __init__(self) -> None:
        self._shared: Shared[Answer] = Shared()

    async def first(self, opening: Opening, viewer: Viewer) -> Answer:
        """Return what a stream begins with. Its cost is charged; what follows costs as much as happens."""
        pays = partial(bill_of, opening.request, opening.caller)
        return await in_thread(partial(_answer, opening.operation, viewer, opening.cursor, pays))

    async def next(self, operation: Operation, viewer: Viewer, cursor: str | None, seen: int) -> Answer:
        """Return what follows a cursor, while the log is at a sequence."""
        key = (operation.query, operation.name, _text(operation.variables), viewer, cursor, seen)
        return await self._shared.get(key, partial(_answer, operation, viewer, cursor, Bill))


def _answer(operation: Operation, viewer: Viewer, cursor: str | None, pays: Callable[[], Bill]) -> Answer:
    # The bill is made here, in the thread: its time runs, and many may have waited for a thread.
    bill = pays()
    context = StreamContext(viewer=viewer, meter=bill.meter, cursor=cursor)
    try:
        result = execute(operation, context, bill, OperationType.SUBSCRIPTION)
    except HubError as error:
        return Answer.refusing(error)
    errors = [client_error(error).formatted for error in result.errors or ()]
    document = {"errors": errors} if errors else {}
    page = context.last_result
    if result.data is None or not isinstance(page, Changes):
        # No page: the operation was refused, the cursor leads nowhere, or something broke.
        is_fault = any(_is_ours(error) for error in errors)
        return Answer(_text({**document, "data": result.data} if result.data else document), is_fault=is_fault)
    return Answer(_text({**document, "data": result.data}), page.cursor, bool(page.nodes), page.has_next_page)


def _is_ours(error: GraphQLFormattedError) -> bool:
    return error.get("extensions", {}).get("code") in OURS


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
