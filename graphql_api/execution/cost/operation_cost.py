"""The cost of one operation: charged to a budget before it runs, and adjusted to the actual cost afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from strawberry.types import ExecutionResult

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.meter import Meter
from graphql_api.execution.cost.buckets import buckets
from graphql_api.execution.cost.budgets import Balance, Budget
from graphql_api.execution.cost.price import MAX_COST, Price

HEADER = "GraphQL-Cost"
"""In a request, `report` adds the cost to the response's body; in a response, it holds the cost."""


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

    @classmethod
    def for_request(cls, request: HttpRequest, caller: Caller) -> Self:
        """Return the cost of a request that has not been charged yet."""

        def may_introspect() -> bool:
            return caller.key is not None or may_see_schema(request)

        is_reported = request.headers.get(HEADER) == "report"
        return cls(Budget.for_caller(caller), may_introspect, is_reported=is_reported)

    @property
    def limit(self) -> int:
        """The limit for one operation: never more than a whole budget."""
        return min(MAX_COST, self.budget.quota) if self.budget else MAX_COST

    def charge(self, price: Price, variables: Mapping[str, object]) -> None:
        """Charge the requested cost; TOO_LARGE, INTROSPECTION_OFF or OVER_BUDGET if the operation must not run."""
        requested = self.requested = price.requested(variables)
        self.introspects = price.introspects
        if price.introspects and not self.may_introspect():
            raise HubError(Code.INTROSPECTION_OFF, "Send a key to query the schema.")
        if requested > self.limit:
            raise cost_limit_error(requested, self.limit)
        if self.budget:
            self.balance = buckets().withdraw(self.budget, requested)
            if not self.balance.is_granted:
                seconds = self.balance.seconds_until(requested)
                message = f"The operation may cost up to {requested:,}. Try again in {seconds} seconds."
                raise HubError(Code.OVER_BUDGET, message)

    def adjust_to_actual(self) -> None:
        """Refund the unused cost, or charge what exceeded the estimate, down to an empty bucket."""
        if self.budget and self.requested is not None and self.meter.actual != self.requested:
            self.balance = buckets().withdraw(self.budget, self.meter.actual - self.requested, allow_partial=True)

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
            budget = self.balance.budget
            response["RateLimit-Policy"] = f'"{budget.policy}";q={budget.quota};w={budget.window};qu="cost"'
            response["RateLimit"] = f'"{budget.policy}";r={self.balance.remaining};t={self.balance.seconds_until_full}'
            if not self.balance.is_granted:
                response["Retry-After"] = str(self.balance.seconds_until(self.requested or 0))
        return response


def cost_limit_error(requested: int, limit: int) -> HubError:
    """Return the error for an operation that may cost more than the limit."""
    return HubError(Code.TOO_LARGE, f"The operation may cost up to {requested:,}; the limit is {limit:,}.")


def may_see_schema(request: HttpRequest) -> bool:
    """Whether a caller without a key may use introspection and GraphiQL: in production only editors may."""
    return not settings.PRODUCTION or request.user.has_perm("wagtailadmin.access_admin")
