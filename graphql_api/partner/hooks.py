"""What this part of the schema needs from layers above it, which depend on the whole schema: graphql_api/apps.py sets
it."""

from typing import Any, NamedTuple, Protocol

from graphql_api.base.callers import Caller
from partners.models import Partner, RegisteredOperation


class BudgetBalance(NamedTuple):
    """What is left of a budget."""

    name: str
    limit: int
    per_minute: int
    remaining: int


class Register(Protocol):
    """Registers the text of an operation. Raises ValueError with a message for the partner."""

    def __call__(self, partner: Partner, text: str, by: Any = None) -> RegisteredOperation: ...


class ReadBalances(Protocol):
    """Returns what is left of a caller's budgets; charges nothing."""

    def __call__(self, caller: Caller) -> list[BudgetBalance]: ...


register: Register
read_balances: ReadBalances
