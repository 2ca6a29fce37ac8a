"""The bill of one operation: what it may cost is taken from a budget before, what it did not cost given back after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from strawberry.types import ExecutionResult

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.meter import Meter
from graphql_api.execution.cost.buckets import buckets
from graphql_api.execution.cost.budgets import Budget, Level, budget_of
from graphql_api.execution.cost.price import MAX_COST, Price

REPORT = "GraphQL-Cost"
"""A header: of a request, `report` asks for the cost in the answer itself; of an answer, it tells the cost."""


@dataclass
class Bill:
    """Who pays, and what has been charged. Without a budget everything is free, and counted all the same."""

    budget: Budget | None = None
    may_introspect: Callable[[], bool] = lambda: True
    reports: bool = False
    meter: Meter = field(default_factory=Meter)
    requested: int | None = None
    introspects: bool = False
    """Whether the schema is asked for."""
    level: Level | None = None

    @property
    def limit(self) -> int:
        """The most that one operation may cost: never more than a whole budget."""
        return min(MAX_COST, self.budget.quota) if self.budget else MAX_COST

    def charge(self, price: Price, variables: Mapping[str, object]) -> None:
        """Take the requested cost; TOO_LARGE, INTROSPECTION_OFF or OVER_BUDGET when the operation must not run."""
        requested = self.requested = price.requested(variables)
        self.introspects = price.introspects
        if price.introspects and not self.may_introspect():
            raise HubError(Code.INTROSPECTION_OFF, "Send a key to ask for the schema.")
        if requested > self.limit:
            raise too_large(requested, self.limit)
        if self.budget:
            self.level = buckets().take(self.budget, requested)
            if not self.level.granted:
                wait = self.level.seconds_to(requested)
                raise HubError(Code.OVER_BUDGET, f"The operation may cost {requested:,}. Ask again in {wait} seconds.")

    def settle(self) -> None:
        """Give back what was not used, or take what was used beyond the estimate as far as it is there."""
        if self.budget and self.requested is not None and self.meter.actual != self.requested:
            self.level = buckets().take(self.budget, self.meter.actual - self.requested, whatever=True)

    def report(self, result: ExecutionResult) -> ExecutionResult:
        """Add what was charged to the answer itself, for who asks for it: other answers stay equal to each other."""
        if self.reports and self.requested is not None:
            costs = {"requested": self.requested, "actual": self.meter.actual, "limit": self.limit}
            result.extensions = {**(result.extensions or {}), "cost": costs}
        return result

    def stamp(self, response: HttpResponseBase) -> HttpResponseBase:
        """Write what was charged into an answer's headers."""
        if self.reports:
            response["Cache-Control"] = "private, no-store"
        if self.requested is not None:
            response[REPORT] = f"requested={self.requested}, actual={self.meter.actual}, limit={self.limit}"
        if self.level is not None:
            budget = self.level.budget
            response["RateLimit-Policy"] = f'"{budget.policy}";q={budget.quota};w={budget.window};qu="cost"'
            response["RateLimit"] = f'"{budget.policy}";r={self.level.remaining};t={self.level.seconds_to_full}'
            if not self.level.granted:
                response["Retry-After"] = str(self.level.seconds_to(self.requested or 0))
        return response


def too_large(requested: int, limit: int) -> HubError:
    """Return what refuses an operation that may cost more than a limit."""
    return HubError(Code.TOO_LARGE, f"The operation may cost {requested:,}, more than {limit:,}.")


def bill_of(request: HttpRequest, caller: Caller) -> Bill:
    """Return the bill for a request, with who pays it."""

    def may_introspect() -> bool:
        return caller.key is not None or is_open_to(request)

    return Bill(budget_of(caller), may_introspect, reports=request.headers.get(REPORT) == "report")


def is_open_to(request: HttpRequest) -> bool:
    """Whether somebody without a key is shown the schema and GraphiQL: everybody but in production, there editors."""
    return not settings.PRODUCTION or request.user.has_perm("wagtailadmin.access_admin")
