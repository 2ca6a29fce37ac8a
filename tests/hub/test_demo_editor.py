"""manage.py create_demo_editor."""

import re
from io import StringIO

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_demo_editor", *arguments, stdout=out)
    return out.getvalue()


def password_in(text: str) -> str:
    found = re.search(r"password (\S+)", text)
    assert found
    return found[1]


def test_the_printed_password_signs_in() -> None:
    assert authenticate(username="editor", password=password_in(create()))


def test_a_second_run_keeps_the_password_and_says_how_to_get_a_new_one() -> None:
    password = password_in(create())
    assert "--reset" in create()
    assert authenticate(username="editor", password=password)


def test_a_reset_replaces_the_password() -> None:
    old = password_in(create())
    new = password_in(create("--reset"))
    assert authenticate(username="editor", password=new)
    assert not authenticate(username="editor", password=old)


def test_it_opens_the_accounts_of_every_group_and_audience_too() -> None:
    get_user_model().objects.create_user("reader.validated")
    get_user_model().objects.create_user("other.reader", password="their own")
    said = create()
    assert "reader.validated" in said
    assert authenticate(username="reader.validated", password=password_in(said))
    assert not authenticate(username="other.reader", password=password_in(said))


def test_production_has_no_such_account(settings: LazySettings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="createsuperuser"):
        create()
