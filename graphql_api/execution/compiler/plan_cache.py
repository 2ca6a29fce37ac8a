"""The plans that are kept, by the hash of their operation's text."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from cachetools import LRUCache
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    VariableDefinitionNode,
    get_variable_values,
)
from graphql.execution.values import VariableValues
from graphql.language import OperationType

from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.compilation import UnknownError
from graphql_api.execution.compiler.plan import Plan, compiled
from graphql_api.execution.compiler.row_fetches import UnansweredError
from graphql_api.execution.compiler.selections import settled_in
from graphql_api.execution.operation import Operation
from graphql_api.execution.parsing import ParsedText

logger = logging.getLogger(__name__)

MOST_KEPT = 32_000_000
"""How large what is kept may be, by estimate, in bytes."""
_EACH, _TIMES = 8_000, 40
"""The estimate: so much for each thing kept, and so many times its text, for what parsing and compiling make of it."""


@dataclass(frozen=True)
class Known:
    """An operation that was answered once without an error: it is valid."""

    document: ParsedText
    variables: Sequence[VariableDefinitionNode]
    settled: tuple[str, ...]
    """The variables that a plan is made for one value of."""
    size: int


class PlanCache:
    """Plans of one schema, the least used of which are forgotten. Threads share them."""

    def __init__(self, schema: GraphQLSchema, size: int = MOST_KEPT) -> None:
        self.schema = schema
        self._lock = Lock()
        self._entries: LRUCache[tuple[object, ...], Known | Plan | UnknownError] = LRUCache(size, _size)

    def execute(self, operation: Operation, context: RequestContext) -> dict[str, Any] | None:
        """Return the data that answers an operation, None where the generic executor is to answer: what has no plan,
        and what ends with an error."""
        key = _key(operation)
        known = self._get(key)
        if not isinstance(known, Known):
            return None
        variables = get_variable_values(self.schema, known.variables, operation.variables, hide_suggestions=True)
        if isinstance(variables, list):
            return None
        plan = self._plan(key, known.document, operation.name, _only(variables, known.settled))
        return _run(plan, context, variables) if isinstance(plan, Plan) else None

    def admit(self, operation: Operation) -> None:
        """Keep an operation that was answered without an error, and is compiled when it comes again."""
        key = _key(operation)
        if self._get(key) is None:
            document = operation.parsed
            assert document.syntax is not None, "it was answered"
            (found,) = document.operations(operation.name)
            if found.operation is OperationType.QUERY:
                roots = self.schema.query_type.fields if self.schema.query_type else ()
                settled = settled_in(document.syntax, roots)
                self._keep(key, Known(document, found.variable_definitions or (), settled, len(operation.query)))

    def _plan(
        self, key: tuple[object, ...], document: ParsedText, name: str | None, variables: VariableValues
    ) -> object:
        key = (*key, "plan", repr(variables.coerced))
        plan = self._get(key)
        if plan is None:
            definitions = document.syntax.definitions if document.syntax else ()
            fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
            try:
                plan = compiled(self.schema, document.operations(name)[0], fragments, variables)
            except UnknownError as unknown:
                plan = unknown
            except GraphQLError as error:  # an argument's value is wrong, and strawberry says so
                plan = UnknownError(error.message)
            self._keep(key, plan)
        return plan

    def _get(self, key: tuple[object, ...]) -> Known | Plan | UnknownError | None:
        with self._lock:
            return self._entries.get(key)

    def _keep(self, key: tuple[object, ...], value: Known | Plan | UnknownError) -> None:
        with self._lock:
            if _size(value) <= self._entries.maxsize:
                self._entries[key] = value


def _run(plan: Plan, context: RequestContext, variables: VariableValues) -> dict[str, Any] | None:
    """Run a plan. Where it ends without an answer nothing is counted: the generic executor counts from the start."""
    try:
        return plan.run(context, variables)
    except (GraphQLError, UnansweredError):
        pass
    except Exception:
        logger.exception("A plan failed; the generic executor answers")
    context.meter.actual = 0
    return None


def _only(variables: VariableValues, names: Iterable[str]) -> VariableValues:
    """Return some of the variables; those that were not given are not there."""
    return VariableValues(
        *({name: values[name] for name in names if name in values} for values in (variables.sources, variables.coerced))
    )


def _key(operation: Operation) -> tuple[object, ...]:
    return sha256(operation.query.encode()).digest(), operation.name


def _size(kept: object) -> int:
    return _EACH + _TIMES * getattr(kept, "size", 0)
