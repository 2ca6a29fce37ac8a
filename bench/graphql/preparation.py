"""Prepares a measurement: waits for the index, and for the database's statistics and autovacuum."""

import time

import psycopg

from tests.stack import Stack, until

LONGEST_SECONDS = 900


def wait_for_index(stack: Stack) -> None:
    """Wait until the worker has indexed everything that was loaded."""
    query = '{ search(query: "gate", first: 1) { indexAge } }'
    until(lambda: not stack.graphql(query)["search"]["indexAge"], LONGEST_SECONDS, "the index")


def analyse(stack: Stack) -> None:
    """Update the statistics of the hub's database. (In production, autovacuum does this within minutes of a load.)"""
    address = stack.environment.get("HUB_DATABASE_URL", "")
    if address.startswith("postgres"):
        vacuum(address)
    else:
        stack.manage("shell", "-c", "from django.db import connection; connection.cursor().execute('ANALYZE')")


def vacuum(address: str) -> None:
    """Vacuum and analyse a PostgreSQL database, and wait until autovacuum is idle."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        busy = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
        deadline = time.monotonic() + LONGEST_SECONDS
        while (row := connection.execute(busy).fetchone()) and row[0]:
            if time.monotonic() > deadline:
                raise SystemExit("Autovacuum does not finish.")
            time.sleep(1)
