"""manage.py partners: partners and keys without a browser."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from partners.models import ApiKey, KeyState, Partner
from partners.tokens import parse_token
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from tests.partners.making import a_key, a_partner

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("partners", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_partner_and_a_key_are_made() -> None:
    run("add", "harbour", "--name", "Harbour Trust", "--contact", "api@harbour.example")
    text = run("key", "create", "harbour", "--label", "Portal", "--kind", "briefing", "--audience", "validated")
    key = ApiKey.objects.get(partner__slug="harbour")
    token = parse_token(text)
    assert token
    assert (key.prefix, key.digest) == (token.prefix, token.digest)
    assert (key.audience, key.kinds) == (Audience.VALIDATED, [Kind.BRIEFING])
    assert key.expires_at
    assert key.expires_at - timezone.now() > timedelta(days=364)


def test_the_list_names_keys_by_their_beginnings_only() -> None:
    key, text = a_key()
    listed = run("list")
    assert key.prefix in listed
    assert text not in listed


def test_a_rotated_key_works_on_for_the_overlap() -> None:
    key, text = a_key(kinds=[Kind.GUIDANCE], origins="https://portal.example.org")
    new = run("key", "rotate", text[:16], "--overlap", "7")
    key.refresh_from_db()
    successor = ApiKey.objects.get(replaces=key)
    assert new.startswith(f"hub_{successor.prefix}")
    assert (successor.kinds, successor.origins) == (key.kinds, key.origins)
    assert key.state(timezone.now() + timedelta(days=6)) is KeyState.ACTIVE
    assert key.state(timezone.now() + timedelta(days=8)) is KeyState.EXPIRED
    with pytest.raises(CommandError, match="already been replaced"):
        run("key", "rotate", text[:16])


def test_an_overlap_does_not_lengthen_a_keys_life() -> None:
    end = timezone.now() + timedelta(days=3)
    key, text = a_key(expires_at=end)
    run("key", "rotate", text[:16], "--overlap", "14")
    key.refresh_from_db()
    assert key.expires_at == end


def test_a_revoked_key_ends_at_once_and_is_not_rotated() -> None:
    key, text = a_key()
    run("key", "revoke", text[:16])
    key.refresh_from_db()
    assert key.state() is KeyState.REVOKED
    with pytest.raises(CommandError, match="revoked"):
        run("key", "rotate", text[:16])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("key", "create", "missing", "--label", "x"), "no partner missing"),
        (("key", "revoke", "hub_nothing"), "no such key"),
        (("key", "create", "harbour-trust", "--label", "x", "--origin", "portal.example.org/path"), "not an origin"),
        (("key", "create", "harbour-trust", "--label", "x", "--audience", "named"), "invalid choice"),
        (("add", "harbour-trust", "--name", "Another", "--contact", "a@b.example"), "already exists"),
        (("add", "other", "--name", "Another", "--contact", "missing"), "valid email"),
    ],
)
def test_an_impossible_action_has_an_error_message(arguments: tuple[str, ...], message: str) -> None:
    a_partner()
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert (Partner.objects.count(), ApiKey.objects.count()) == (1, 0)


def test_everything_is_in_the_log_and_no_key_is() -> None:
    run("add", "harbour", "--name", "Harbour Trust", "--contact", "api@harbour.example")
    texts = [run("key", "create", "harbour", "--label", "Portal")]
    texts.append(run("key", "rotate", texts[0][:16]))
    run("key", "revoke", texts[1][:16])
    entries = list(ModelLogEntry.objects.filter(action__startswith="partners."))
    assert sorted(entry.action for entry in entries) == [
        "partners.create",
        "partners.key_made",
        "partners.key_made",
        "partners.key_replaced",
        "partners.key_revoked",
    ]
    assert not any(text[16:] in str((entry.data, entry.label, entry.message)) for text in texts for entry in entries)
