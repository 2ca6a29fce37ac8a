"""The cache of plans, by the hash of their operation's text."""

import logging
from collections.abc import Sequence
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
from graphql_api.execution.compiler.errors import FallbackError, NotCompiledError
from graphql_api.execution.compiler.plan import Plan, compile_plan
from graphql_api.execution.compiler.selections import find_fixed_variables
from graphql_api.execution.operation import Operation
from graphql_api.execution.parsing import ParsedText

logger = logging.getLogger(__name__)

CACHE_SIZE = 32_000_000
"""The estimated size of all entries in bytes."""
_BYTES_EACH, _BYTES_PER_CHARACTER = 8_000, 40
"""The estimate for one entry: parsing and compiling multiply the length of a text."""


@dataclass(frozen=True)
class AdmittedOperation:
    """A valid operation that has run once without an error, and may be compiled."""

    parsed: ParsedText
    variables: Sequence[VariableDefinitionNode]
    fixed_variables: tuple[str, ...]
    """The variables whose values are fixed in a plan."""
    size: int


class PlanCache:
    """The plans of a schema. Thread-safe; the least recently used are evicted."""

    def __init__(self, schema: GraphQLSchema, size: int = CACHE_SIZE) -> None:
        self.schema = schema
        self._lock = Lock()
        self._entries: LRUCache[tuple[object, ...], AdmittedOperation | Plan | NotCompiledError] = LRUCache(
            size, _estimate_size
        )

    def execute(self, operation: Operation, context: RequestContext) -> dict[str, Any] | None:
        """Return the data of an operation; None if strawberry has to run it: it has no plan, or ends with an error."""
        key = _build_key(operation)
        admitted = self._get(key)
        if not isinstance(admitted, AdmittedOperation):
            return None
        variables = get_variable_values(self.schema, admitted.variables, operation.variables, hide_suggestions=True)
        if isinstance(variables, list):
            return None
        fixed = VariableValues(
            *(
                {name: values[name] for name in admitted.fixed_variables if name in values}
                for values in (variables.sources, variables.coerced)
            )
        )
        plan = self._find_plan(key, admitted.parsed, operation.name, fixed)
        return _run(plan, context, variables) if isinstance(plan, Plan) else None

    def admit(self, operation: Operation) -> None:
        """Admit an operation that has run without an error: it is compiled the next time."""
        key = _build_key(operation)
        if self._get(key) is None:
            parsed = operation.parsed
            assert parsed.syntax is not None, "it has run"
            (node,) = parsed.operations(operation.name)
            if node.operation is OperationType.QUERY:
                roots = self.schema.query_type.fields if self.schema.query_type else ()
                fixed = find_fixed_variables(parsed.syntax, roots)
                definitions = node.variable_definitions or ()
                self._put(key, AdmittedOperation(parsed, definitions, fixed, len(operation.query)))

    def _find_plan(
        self, key: tuple[object, ...], parsed: ParsedText, name: str | None, fixed: VariableValues
    ) -> object:
        key = (*key, "plan", repr(fixed.coerced))
        plan = self._get(key)
        if plan is None:
            definitions = parsed.syntax.definitions if parsed.syntax else ()
            fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
            try:
                plan = compile_plan(self.schema, parsed.operations(name)[0], fragments, fixed)
            except NotCompiledError as error:
                plan = error
            except GraphQLError as error:  # an argument's value is invalid: strawberry reports it
                plan = NotCompiledError(error.message)
            self._put(key, plan)
        return plan

    def _get(self, key: tuple[object, ...]) -> AdmittedOperation | Plan | NotCompiledError | None:
        with self._lock:
            return self._entries.get(key)

    def _put(self, key: tuple[object, ...], entry: AdmittedOperation | Plan | NotCompiledError) -> None:
        with self._lock:
            if _estimate_size(entry) <= self._entries.maxsize:
                self._entries[key] = entry


def _run(plan: Plan, context: RequestContext, variables: VariableValues) -> dict[str, Any] | None:
    """Run a plan. If it cannot answer, reset the count of values, because strawberry starts from the beginning."""
    counted = context.meter.actual
    try:
        return plan.run(context, variables)
    except (GraphQLError, FallbackError):
        pass
    except Exception:
        logger.exception("A plan failed; strawberry runs the operation")
    context.meter.actual = counted
    return None


def _build_key(operation: Operation) -> tuple[object, ...]:
    return sha256(operation.query.encode()).digest(), operation.name


def _estimate_size(entry: object) -> int:
    return _BYTES_EACH + _BYTES_PER_CHARACTER * getattr(entry, "size", 0)
