"""Limits on the syntax of operations, on page sizes and on the size of a response."""

MAX_PAGE = 100
MAX_COST = 200_000
"""Of an operation (docs/api/costs.md)."""
MAX_ANSWER = 8_000_000
"""Bytes of a response before compression."""
MAX_TOKENS = 2_000
MAX_DEPTH = 16
MAX_ALIASES = 100
MAX_DIRECTIVES = 50
MAX_ROOT_FIELDS = 50
MAX_FIELDS = 200
MAX_REPEATED = 30
MAX_REPEATED_SELECTIONS = 10
"""How often one selection set may repeat a field with sub-fields: validation compares every pair of them."""
