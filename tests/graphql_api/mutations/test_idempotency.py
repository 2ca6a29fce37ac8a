"""A mutation runs once for each idempotency key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from partners.models import ApiKey, IdempotentResult, RegisteredOperation
from partners.usage.retention import forget
from tests.graphql_api.mutations.sending import REGISTER, RETIRE, ROTATE, a_client, code, result, send

TEXT, OTHER = "query Latest { revision }", "query Other { revision }"


@pytest.mark.django_db
def test_the_same_request_has_the_same_result_and_runs_once() -> None:
    client = a_client()
    first = result(client, REGISTER, texts=[TEXT], idempotencyKey="1")
    RegisteredOperation.objects.update(price=7)
    RegisteredOperation.objects.get().retire()
    again = result(client, REGISTER, texts=[TEXT], idempotencyKey="1")
    assert again["operations"][0]["sha256"] == first["operations"][0]["sha256"]
    assert RegisteredOperation.objects.get().retired_at, "registering would have made it active again"


@pytest.mark.django_db
def test_the_same_key_with_another_change_is_an_error() -> None:
    client = a_client()
    result(client, REGISTER, texts=[TEXT], idempotencyKey="1")
    assert code(send(client, REGISTER, texts=[OTHER], idempotencyKey="1")) == "IDEMPOTENCY_KEY_REUSED"
    assert code(send(client, RETIRE, sha256="0", idempotencyKey="1")) == "IDEMPOTENCY_KEY_REUSED"
    assert RegisteredOperation.objects.count() == 1


@pytest.mark.django_db
def test_the_key_belongs_to_one_api_key() -> None:
    for client in (a_client(), a_client(label="Another")):
        assert result(client, REGISTER, texts=[TEXT], idempotencyKey="1")["operations"]


@pytest.mark.django_db
def test_after_an_error_in_the_input_the_key_can_be_used_again() -> None:
    client = a_client()
    assert result(client, REGISTER, texts=["{ nothing }"], idempotencyKey="1")["fieldErrors"]
    assert not IdempotentResult.objects.exists()
    assert result(client, REGISTER, texts=[TEXT], idempotencyKey="1")["operations"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", "x" * 129, "a space", "é"])
def test_a_key_is_needed(key: str | None) -> None:
    assert code(send(a_client(), REGISTER, texts=[TEXT], idempotencyKey=key)) == "IDEMPOTENCY_KEY_MISSING"
    assert not RegisteredOperation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["one", '"one"'])
def test_the_header_is_a_key_too(header: str) -> None:
    client, headers = a_client(), {"Idempotency-Key": header}
    for _ in range(2):
        assert "errors" not in send(client, REGISTER, headers, texts=[TEXT], idempotencyKey=None).json()
    assert IdempotentResult.objects.get().key == "one"


@pytest.mark.django_db
def test_a_result_is_kept_for_24_hours() -> None:
    client = a_client()
    result(client, REGISTER, texts=[TEXT], idempotencyKey="1")
    IdempotentResult.objects.update(created_at=timezone.now() - timedelta(hours=24))
    assert result(client, REGISTER, texts=[OTHER], idempotencyKey="1")["operations"][0]["name"] == "Other"
    assert IdempotentResult.objects.count() == 1
    IdempotentResult.objects.update(created_at=timezone.now() - timedelta(hours=24))
    forget(timezone.localdate())
    assert not IdempotentResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_requests_one_runs_and_the_others_get_its_result() -> None:
    client, barrier = a_client(), Barrier(4)

    def rotate(_: int) -> Any:
        barrier.wait()
        try:
            return result(client, ROTATE, idempotencyKey="1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(rotate, range(4)))
    assert len({each["key"]["prefix"] for each in results}) == 1
    assert sum(each["secret"] is not None for each in results) == 1
    assert ApiKey.objects.count() == 2
