"""Runs every benchmark that needs no external data: python -m bench."""

import sys

from bench import freshness
from bench.graphql import __main__ as graphql

if __name__ == "__main__":
    sys.exit(graphql.main([]) or freshness.main([]))
