"""The cost of one operation: reserved before it runs, and charged when it has ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Self

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from strawberry.types import ExecutionResult

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_COST
from graphql_api.base.meter import CostExceededError, Meter
from graphql_api.execution.cost.buckets import buckets
from graphql_api.execution.cost.budgets import Balance, Budget, Refusal
from graphql_api.execution.cost.price import Price

HEADER = "GraphQL-Cost"
"""In a request, `report` adds the cost to the response's body; in a response, it holds the cost."""
GRACE = 5
"""Seconds after its deadline when the lease of an operation expires, if its process died."""
_CODES = {Refusal.SPENT: Code.OVER_BUDGET, Refusal.IN_PROGRESS: Code.TOO_MUCH_IN_PROGRESS}
_REASONS = {
    Refusal.SPENT: "The budget is used up.",
    Refusal.IN_PROGRESS: "Too many of your operations are in progress.",
}


@dataclass
class OperationCost:
    """What an operation costs and who pays. Without a budget nothing is charged, but the cost is still counted."""

    budget: Budget | None = None
    may_introspect: Callable[[], bool] = lambda: True
    is_reported: bool = False
    meter: Meter = field(default_factory=Meter)
    requested: int | None = None
    introspects: bool = False
    """Whether the operation queries the schema."""
    balance: Balance | None = None
    _lease: str = field(default_factory=lambda: token_hex(8))

    @classmethod
    def for_request(cls, request: HttpRequest, caller: Caller, *, is_mutation: bool = False) -> Self:
        """Return the cost of a request that has not been charged yet."""
        budget = Budget.for_mutations(caller) if is_mutation else Budget.for_caller(caller)

        def may_introspect() -> bool:
            return caller.key is not None or may_see_schema(request)

        is_reported = request.headers.get(HEADER) == "report"
        return cls(budget, may_introspect, is_reported=is_reported)

    @property
    def limit(self) -> int:
        """The limit for one operation."""
        return self.budget.limit if self.budget else MAX_COST

    def reserve(self, price: Price, variables: Mapping[str, object]) -> None:
        """Reserve the requested cost. TOO_LARGE, INTROSPECTION_OFF, OVER_BUDGET or TOO_MUCH_IN_PROGRESS if the
        operation must not run."""
        requested = self.requested = price.requested(variables)
        self.introspects = price.introspects
        if price.introspects and not self.may_introspect():
            raise HubError(Code.INTROSPECTION_OFF, "Send a key to query the schema, or download it from /developers/.")
        if requested > self.limit:
            raise cost_limit_error(requested, self.limit)
        self.meter.actual += price.arguments_cost(variables)
        self.meter.allowed, self.meter.extend = self._reserve(requested), self._extend

    def check(self, price: Price, variables: Mapping[str, object]) -> None:
        """Raise the error of `reserve` if there is one; reserve nothing."""
        self.reserve(price, variables)
        if self.budget:
            buckets().charge(self.budget, self._lease, 0)

    def _extend(self, actual: int) -> int:
        """Reserve more for an operation that costs more than was requested; CostExceededError if that is refused."""
        try:
            if actual > self.limit:
                raise cost_limit_error(actual, self.limit)
            return self._reserve(min(2 * actual, self.limit))
        except HubError as error:
            raise CostExceededError(error) from None

    def _reserve(self, cost: int) -> int:
        if self.budget:
            lifetime = max(self.meter.deadline - monotonic(), 0) + GRACE
            reserved = self.budget.reservation(cost)
            self.balance = buckets().reserve(self.budget, self._lease, reserved, lifetime)
            if self.balance.refusal:
                raise refusal_error(self.balance.refusal, self.balance.retry_after)
        return cost

    def charge(self, *, is_whole: bool = False) -> None:
        """Charge the actual cost, or the `is_whole` requested cost, and end the reservation."""
        if self.budget and self.requested is not None:
            actual = max(self.meter.actual, self.requested if is_whole else 1)
            self.balance = buckets().charge(self.budget, self._lease, actual)

    def add_to_result(self, result: ExecutionResult) -> ExecutionResult:
        """Add the cost to the result if the client requested that: other results must not differ from each other."""
        if self.is_reported and self.requested is not None:
            costs = {"requested": self.requested, "actual": self.meter.actual, "limit": self.limit}
            result.extensions = {**(result.extensions or {}), "cost": costs}
        return result

    def add_headers(self, response: HttpResponseBase) -> HttpResponseBase:
        """Add the cost and the balance to a response's headers."""
        if self.is_reported:
            response["Cache-Control"] = "private, no-store"
        if self.requested is not None:
            response[HEADER] = f"requested={self.requested}, actual={self.meter.actual}, limit={self.limit}"
        if self.balance is not None:
            _add_rate_limit(response, self.balance)
        return response


def _add_rate_limit(response: HttpResponseBase, balance: Balance) -> None:
    budget, refusal = balance.budget, balance.refusal
    policy = f'"{budget.policy}";q={budget.quota};w={budget.window};qu="cost"'
    state = f'"{budget.policy}";r={balance.remaining};t={balance.seconds_until_full}'
    if refusal is Refusal.IN_PROGRESS:
        policy += f', "{budget.policy}-in-progress";q={budget.max_in_progress};qu="cost"'
        room = max(budget.max_in_progress - balance.reserved, 0)
        state += f', "{budget.policy}-in-progress";r={room};t={balance.retry_after}'
    response["RateLimit-Policy"], response["RateLimit"] = policy, state
    if refusal:
        response["Retry-After"] = str(balance.retry_after)


def cost_limit_error(requested: int, limit: int) -> HubError:
    """Return the error for an operation that may cost more than the limit."""
    return HubError(Code.TOO_LARGE, f"The operation may cost up to {requested:,}; the limit is {limit:,}.")


def refusal_error(refusal: Refusal, seconds: int) -> HubError:
    """Return the error for an operation that may not run now."""
    return HubError(_CODES[refusal], f"{_REASONS[refusal]} Try again in {seconds} seconds.")


def may_see_schema(request: HttpRequest) -> bool:
    """Whether a caller without a key may use introspection: everyone, or only editors (HUB_GRAPHQL_INTROSPECTION)."""
    return settings.GRAPHQL_INTROSPECTION == "open" or request.user.has_perm("wagtailadmin.access_admin")
