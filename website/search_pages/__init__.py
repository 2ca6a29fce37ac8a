"""The search page: its parameters, its results and click tracking."""
