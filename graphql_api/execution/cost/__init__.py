"""What an operation costs, who pays for it, and where it ends (docs/api/costs.md)."""
