"""The cost of operations, the budgets that pay for it, and limits on syntax and time (docs/api/costs.md)."""
