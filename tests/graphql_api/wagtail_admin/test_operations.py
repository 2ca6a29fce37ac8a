"""Registered operations in Wagtail's admin."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from wagtail.models import ModelLogEntry

from graphql_api.operations.lookup import clear_cache
from partners.models import RegisteredOperation
from tests.graphql_api.operations.test_operations import HASH, TITLES
from tests.partners.making import a_partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache"), pytest.mark.one_database]

LIST = "/admin/partners/operations/"


@pytest.fixture
def empty_cache() -> None:
    """A process caches registered operations for a short time."""
    clear_cache()


@pytest.fixture
def registrar() -> Client:
    """The client of a user who may only register, view and retire operations."""
    user = User.objects.create_user("registrar", password="correct horse battery")
    mine = Permission.objects.filter(content_type__model="registeredoperation")
    user.user_permissions.add(*mine, Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def test_an_operation_is_registered_requested_and_retired(client: Client, registrar: Client) -> None:
    partner = a_partner()
    registrar.post(f"{LIST}new/", {"partner": partner.pk, "text": TITLES})
    operation = RegisteredOperation.objects.get()
    assert (operation.sha256, operation.registered_by.username) == (HASH, "registrar")
    assert client.get(f"/graphql/op/{HASH}").status_code == 200
    assert "Titles" in registrar.get(LIST).content.decode()
    assert HASH in registrar.get(f"{LIST}inspect/{operation.pk}/").content.decode()
    assert registrar.get(f"{LIST}edit/{operation.pk}/").status_code == 302
    registrar.post(f"{LIST}delete/{operation.pk}/")
    operation.refresh_from_db()
    assert operation.retired_at is not None
    assert client.get(f"/graphql/op/{HASH}").status_code == 404
    actions = ModelLogEntry.objects.filter(object_id=str(operation.pk)).values_list("action", flat=True)
    assert set(actions) == {"graphql_api.register", "graphql_api.retire"}
    assert "Operation retired" in registrar.get(f"{LIST}history/{operation.pk}/").content.decode()


def test_a_text_that_cannot_be_registered_is_rejected_with_the_reason(registrar: Client) -> None:
    page = registrar.post(f"{LIST}new/", {"partner": a_partner().pk, "text": "query A { nothing }"})
    assert "Cannot query field" in page.content.decode()
    assert not RegisteredOperation.objects.exists()


def test_a_text_is_registered_once_but_again_after_it_was_retired(registrar: Client) -> None:
    filled = {"partner": a_partner().pk, "text": TITLES}
    registrar.post(f"{LIST}new/", filled)
    assert "already registered" in registrar.post(f"{LIST}new/", filled).content.decode()
    operation = RegisteredOperation.objects.get()
    registrar.post(f"{LIST}delete/{operation.pk}/")
    registrar.post(f"{LIST}new/", filled)
    operation.refresh_from_db()
    assert operation.retired_at is None


def test_the_line_endings_of_a_form_do_not_change_the_hash(registrar: Client) -> None:
    text = "query Titles {\n  revision\n}\n"
    registrar.post(f"{LIST}new/", {"partner": a_partner().pk, "text": text.replace("\n", "\r\n")})
    assert RegisteredOperation.objects.get().text == text


def test_other_users_have_no_access() -> None:
    client = Client()
    user = User.objects.create_user("editor", password="correct horse battery")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for address in (LIST, f"{LIST}new/"):
        assert client.get(address).status_code == 302
    assert LIST not in client.get("/admin/").content.decode()
