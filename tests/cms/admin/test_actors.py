"""Those who may erase names in the log in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from publishing.models import Actor
from tests.cms.factories import an_editor

pytestmark = pytest.mark.django_db


def test_a_name_is_erased_in_the_admin_and_is_in_no_record_of_it() -> None:
    actor, officer = Actor.for_user(an_editor(name="to-be-erased")), an_editor("Moderator")
    officer.user_permissions.add(Permission.objects.get(codename="delete_actor"))
    client = Client()
    client.force_login(officer)
    assert "to-be-erased" in client.get(reverse("actors:index")).content.decode()
    erase = reverse("actors:delete", args=[actor.pk])
    assert "cannot be undone" in client.get(erase).content.decode()
    client.post(erase)
    assert not Actor.objects.filter(pk=actor.pk).exists()
    assert not ModelLogEntry.objects.filter(label__contains="to-be-erased").exists()


def test_others_neither_see_nor_erase_names_and_no_one_changes_them() -> None:
    actor = Actor.for_user(an_editor())
    client = Client()
    client.force_login(an_editor("Moderator"))
    urls = [reverse("actors:index"), *(reverse(f"actors:{name}", args=[actor.pk]) for name in ("delete", "edit"))]
    assert {client.post(url).status_code for url in urls} <= {302, 403, 405}
    assert Actor.objects.filter(pk=actor.pk).exists()
