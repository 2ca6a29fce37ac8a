"""The database closes the connections of a running hub: clients do not notice."""

import psycopg
import pytest

from tests.stack import running

QUERY = "{ contents(first: 5) { totalCount nodes { title } } }"
ENDING = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.both_databases
def test_a_lost_connection_fails_no_request() -> None:
    with running(HUB_GRAPHQL_CACHE="0") as stack:
        stack.manage("load_bulk", "--items=10")
        results = [stack.graphql(QUERY) for _ in range(20)]  # each thread of the server has a connection, and a plan
        with psycopg.connect(stack.environment["HUB_DATABASE_URL"], autocommit=True) as database:
            database.execute(ENDING)
        assert [stack.graphql(QUERY) for _ in range(20)] == results
