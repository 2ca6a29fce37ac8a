"""What is left of a caller's budgets."""

from graphql_api.base.callers import Caller
from graphql_api.execution.cost.buckets import buckets
from graphql_api.execution.cost.budgets import Budget
from graphql_api.partner.hooks import BudgetBalance


def read_balances(caller: Caller) -> list[BudgetBalance]:
    """Return what is left of the caller's budgets for queries and for mutations; those without a limit are left out."""
    budgets = [budget for budget in (Budget.for_caller(caller), Budget.for_mutations(caller)) if budget]
    balances = (buckets().charge(budget, "", 0) for budget in budgets)
    return [
        BudgetBalance(each.budget.policy, each.budget.quota, each.budget.per_minute, each.remaining)
        for each in balances
    ]
