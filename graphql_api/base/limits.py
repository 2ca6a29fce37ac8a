"""Limits on what an operation may look like, on page sizes and on the size of an answer."""

MAX_PAGE = 100
MAX_ANSWER = 8_000_000
"""Bytes of an answer before it is compressed."""
MAX_TOKENS = 2_000
MAX_DEPTH = 16
MAX_ALIASES = 100
MAX_DIRECTIVES = 50
MAX_ROOT_FIELDS = 50
MAX_FIELDS = 200
MAX_REPEATED = 30
MAX_REPEATED_SELECTIONS = 10
"""How often one selection may name a field with a selection of its own: validation compares each with each."""
