"""Search: what is published, found by its words.

Others use `search.contract` and `search.query` (`run`, `suggest`); everything else is this package's own.
"""
