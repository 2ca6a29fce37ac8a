"""The log keeps an opaque id of who made a change. Erasing the name leaves the id."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from publishing.kinds import Kind
from publishing.log.actors import acting_in_log
from publishing.models import Actor, Change
from publishing.models.actors import ERASED
from tests.publishing.documents import publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_erased_name_leaves_the_id_in_the_log() -> None:
    actor = Actor.for_user(User.objects.create_user("kit", first_name="Kit", last_name="Thornton"))
    with acting_in_log(actor):
        publish(Kind.GUIDANCE)
    assert Change.objects.get().actor == actor.pk
    assert Actor.names([actor.pk]) == {actor.pk: "Kit Thornton"}
    call_command("erase_actor", "kit")
    assert Change.objects.get().actor == actor.pk
    assert Actor.names([actor.pk]) == {actor.pk: ERASED}
    with pytest.raises(CommandError, match="has not acted"):
        call_command("erase_actor", "kit")


def test_the_name_survives_the_account_until_it_is_erased() -> None:
    user = User.objects.create_user("kit", first_name="Kit", last_name="Thornton")
    actor = Actor.for_user(user)
    user.delete()
    assert Actor.names([actor.pk]) == {actor.pk: "Kit Thornton"}


def test_without_a_known_actor_a_change_names_none() -> None:
    publish(Kind.GUIDANCE)
    assert Change.objects.get().actor is None
