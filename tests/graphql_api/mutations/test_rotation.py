"""A key replaces itself; the new secret is returned once and stored nowhere."""

import json
import logging

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core import serializers
from django.test import Client
from wagtail.models import ModelLogEntry

from partners.issuing import revoke
from partners.models import ApiKey
from tests.graphql_api.api_client import ask
from tests.graphql_api.mutations.sending import ROTATE, a_client, result, send
from tests.partners.making import a_key, bearing

pytestmark = pytest.mark.django_db


def test_the_new_key_works_and_the_old_one_for_some_days() -> None:
    client = a_client(kinds=["briefing"], scopes=["keys:rotate"])
    rotated = result(client, ROTATE, overlapDays=3)
    new = Client(headers=bearing(rotated["secret"]))
    key = ask(new, "{ partner { key { prefix } scopes } }")["partner"]
    assert key == {"key": {"prefix": rotated["key"]["prefix"]}, "scopes": ["keys:rotate"]}
    assert ask(client, "{ partner { key { expiresAt } } }")["partner"]["key"] == {
        "expiresAt": rotated["oldKey"]["expiresAt"]
    }
    old, successor = ApiKey.objects.order_by("created_at")
    assert (successor.replaces, successor.kinds) == (old, ["briefing"])


def test_the_secret_is_returned_once_and_stored_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = a_client()
    first = result(client, ROTATE, idempotencyKey="1")
    again = result(client, ROTATE, idempotencyKey="1")
    assert again == {**first, "secret": None}
    stored = json.dumps([serializers.serialize("json", model._default_manager.all()) for model in apps.get_models()])
    assert first["secret"][16:40] not in stored + caplog.text


def test_a_lost_secret_is_replaced_as_long_as_the_new_key_was_not_used() -> None:
    client = a_client()
    lost, found = (result(client, ROTATE)["secret"] for _ in range(2))
    assert Client(headers=bearing(lost)).get("/graphql", {"query": "{ revision }"}).status_code == 401
    assert ask(Client(headers=bearing(found)), "{ partner { key { label } } }")["partner"]
    ApiKey.objects.filter(replaces__isnull=False).update(last_used_at="2026-01-01T00:00Z")
    (error,) = result(client, ROTATE)["fieldErrors"]
    assert (error["field"], ApiKey.objects.count()) == ("key", 2)


@pytest.mark.parametrize("days", [0, 91, -1])
def test_the_overlap_is_limited(days: int) -> None:
    (error,) = result(a_client(), ROTATE, overlapDays=days)["fieldErrors"]
    assert (error["field"], ApiKey.objects.count()) == ("overlapDays", 1)


def test_a_key_cannot_replace_another_one() -> None:
    other, _ = a_key(audience=20, label="Wider")
    (error,) = result(a_client(), ROTATE, key=f"hub_{other.prefix}")["fieldErrors"]
    assert (error["field"], ApiKey.objects.filter(replaces__isnull=False).exists()) == ("key", False)


def test_the_history_names_the_key() -> None:
    result(a_client(), ROTATE)
    old, new = ApiKey.objects.order_by("created_at")
    entries = ModelLogEntry.objects.filter(object_id__in=[old.pk, new.pk], action__startswith="partners.key_")
    assert {(entry.action, entry.data["by"]) for entry in entries} == {
        ("partners.key_replaced", f"hub_{old.prefix}"),
        ("partners.key_made", f"hub_{old.prefix}"),
    }
    assert all(f"by the key hub_{old.prefix}" in entry.formatter.format_message(entry) for entry in entries)


def test_an_account_replaces_the_keys_that_it_may_manage() -> None:
    user = User.objects.create_user("kit")
    user.user_permissions.add(Permission.objects.get(codename="change_apikey"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    headers = {"X-CSRFToken": "a" * 32}
    client.cookies["csrftoken"] = "a" * 32
    public, _ = a_key()
    wide, _ = a_key(audience=20)
    revoked, _ = a_key()
    revoke(revoked)
    outcomes = []
    for key in (public, wide, revoked):
        answer = send(client, ROTATE, headers, key=f"hub_{key.prefix}").json()["data"]["rotateKey"]
        outcomes.append(answer.get("secret") is not None)
    assert outcomes == [True, False, False]
    assert ModelLogEntry.objects.get(action="partners.key_made").user == user
