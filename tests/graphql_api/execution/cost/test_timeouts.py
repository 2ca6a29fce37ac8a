"""An operation that takes too long is ended, in Python or in the database."""

from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from graphql_api.base.meter import DeadlineExceededError, Meter
from graphql_api.execution.cost.timeouts import enforce_deadline
from tests.graphql_api.api_client import post
from tests.stack import until

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_an_exceeded_deadline_is_reported(client: Client, settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT = -1
    response = post(client, "{ __typename }")
    assert response.status_code == 503
    assert response.json() == {
        "errors": [{"message": "The operation took too long.", "extensions": {"code": "OVER_TIME"}}]
    }


@pytest.mark.django_db
def test_no_statement_starts_after_the_deadline() -> None:
    with (
        pytest.raises(DeadlineExceededError),
        enforce_deadline(Meter(deadline=monotonic() - 1)),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_runs_at_the_deadline_is_cancelled() -> None:
    with (
        pytest.raises(DeadlineExceededError),
        enforce_deadline(Meter(deadline=monotonic() + 0.2)),
        connection.cursor() as cursor,
    ):
        cursor.execute(ENDLESS)
    with connection.cursor() as cursor:  # the connection still works
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_the_connection_has_no_limit_afterwards() -> None:
    deadline = monotonic() + 0.3
    with enforce_deadline(Meter(deadline=deadline)), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    until(lambda: monotonic() > deadline)
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS.replace("FROM n)", "FROM n WHERE i < 300000)"))
        assert cursor.fetchone() == (300_000,)
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_other_database_errors_are_unchanged() -> None:
    with pytest.raises(Exception, match="nowhere") as caught, enforce_deadline(Meter()), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM nowhere")
    assert not isinstance(caught.value, DeadlineExceededError)
    assert isinstance(caught.value, OperationalError) or connection.vendor == "postgresql"
