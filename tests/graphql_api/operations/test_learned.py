"""Automatic persisted queries: after a text was sent with its hash, the hash alone is enough for the same caller."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from graphql_api.operations import learned
from graphql_api.operations.lookup import clear_cache
from publishing.infrastructure import redis_breaker
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True, params=["memory", "redis"])
def _stores(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    """New stores, in memory or in Redis."""
    settings.REDIS_URL = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    settings.GRAPHQL_LEARN_ANONYMOUS = True
    if settings.REDIS_URL:
        redis_breaker.get_redis(settings.REDIS_URL).client.flushdb()
    forget()
    clear_cache()
    yield
    forget()
    redis_breaker.get_redis.cache_clear()


def forget() -> None:
    """Start with the memory of a new process."""
    learned._get_texts.cache_clear()
    learned._learned_from.clear()


def members(text: str) -> dict[str, Any]:
    """Return the hash of a text as Apollo's clients send it."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}}


def teach(client: Client, text: str, **headers: str) -> Any:
    """Send a text with its hash."""
    body = {**members(text), "query": text}
    return client.post("/graphql", body, content_type="application/json", headers=headers)


def is_known(client: Client, text: str, **headers: str) -> bool:
    """Whether the hash of a text is enough."""
    response = client.post("/graphql", members(text), content_type="application/json", headers=headers)
    assert response.status_code == 200
    if "errors" not in response.json():
        return True
    (error,) = response.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
    assert "no-store" in response["Cache-Control"]
    return False


def operation(number: int) -> str:
    """Return one of many operations."""
    return f"query Q{number} {{ revision }}"


def test_a_text_is_learned_for_its_key_alone(client: Client) -> None:
    one, other = (bearing(a_key(label=label)[1]) for label in ("One", "Other"))
    assert not is_known(client, operation(1), **one)
    assert teach(client, operation(1), **one).status_code == 200
    assert is_known(client, operation(1), **one)
    assert not is_known(client, operation(1), **other)
    assert not is_known(client, operation(1))


def test_a_text_is_learned_without_a_key_if_the_setting_says_so(client: Client, settings: Settings) -> None:
    teach(client, operation(1))
    assert is_known(client, operation(1))
    settings.GRAPHQL_LEARN_ANONYMOUS = False
    assert not is_known(client, operation(1))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{ nothing }", id="invalid"),
        pytest.param("{ revision", id="syntax"),
        pytest.param("query ($first: Int!) { contents(first: $first) { totalCount } }", id="variables"),
        pytest.param(f"{{ revision }} #{'x' * 20_000}", id="too long"),
    ],
)
def test_texts_that_did_not_run_or_are_too_long_are_not_learned(client: Client, text: str) -> None:
    headers = bearing(a_key()[1])
    teach(client, text, **headers)
    assert not is_known(client, text, **headers)


def test_a_wrong_hash_is_not_learned(client: Client) -> None:
    body = members(operation(1)) | {"query": operation(2)}
    assert client.post("/graphql", body, content_type="application/json").status_code == 400
    assert not is_known(client, operation(1))


def test_a_flood_evicts_only_texts_of_its_own_key(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "MAX_SIZE", 500)
    monkeypatch.setattr(learned, "MAX_TEXTS", 20)
    attacker, victim = (bearing(a_key(label=label)[1]) for label in ("Attacker", "Victim"))
    for headers in ({}, victim, attacker):
        teach(client, operation(0), **headers)
    for number in range(1, 41):
        teach(client, operation(number), **attacker)
    assert is_known(client, operation(0), **victim)
    assert is_known(client, operation(0))
    assert 0 < sum(is_known(client, operation(number), **attacker) for number in range(41)) < 25


def test_one_address_cannot_fill_the_store_without_keys(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "MAX_FROM_ADDRESS", 3)
    for number in range(5):
        teach(client, operation(number))
    assert [is_known(client, operation(number)) for number in range(5)] == [True, True, True, False, False]
    teach(Client(REMOTE_ADDR="203.0.113.9"), operation(9))
    assert is_known(client, operation(9))


def test_another_process_finds_it_in_redis(client: Client, settings: Settings) -> None:
    teach(client, operation(1))
    forget()
    assert is_known(client, operation(1)) == bool(settings.REDIS_URL)


def test_texts_in_redis_are_checked(client: Client, settings: Settings) -> None:
    if not settings.REDIS_URL:
        pytest.skip("Only Redis is open to others.")
    hash_ = members(operation(1))["extensions"]["persistedQuery"]["sha256Hash"]
    redis_breaker.get_redis(settings.REDIS_URL).client.hset("hub:learned:anonymous", hash_, operation(2))
    assert not is_known(client, operation(1))


def test_without_redis_memory_is_used(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    teach(client, operation(1))
    assert is_known(client, operation(1))


def test_a_hash_with_a_refused_key_is_refused(client: Client) -> None:
    headers = {"Authorization": "Bearer hub_wrong"}
    response = client.post("/graphql", members(operation(1)), content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (401, "KEY_REFUSED")
