"""Who calls, by the headers of a request."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory, override_settings
from django.utils import timezone

from graphql_api.base.callers import CHALLENGES, REFUSAL_STATUSES, Caller, identify_caller
from graphql_api.base.errors import Code, HubError
from partners.models import ApiKey, KeyState
from partners.tokens import new_token
from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from tests.partners.making import a_key, a_partner, bearing

pytestmark = pytest.mark.django_db


def called(text: str | None = None, path: str = "/graphql", **headers: str) -> Caller:
    """Who calls with a key and other headers."""
    sent: dict[str, Any] = {name.replace("_", "-"): value for name, value in headers.items()}
    return identify_caller(RequestFactory().get(path, headers=sent | (bearing(text) if text else {})))


def refusal(*arguments: Any, **headers: str) -> Code:
    """The code that refuses a call."""
    with pytest.raises(HubError) as refused:
        called(*arguments, **headers)
    assert refused.value.extensions
    return Code(refused.value.extensions["code"])


def test_who_sends_no_key_is_the_public() -> None:
    assert called() == Caller(ANONYMOUS, None, "127.0.0.1")


def test_a_key_reads_what_the_public_reads() -> None:
    key, text = a_key()
    caller = called(text)
    assert caller.key == key
    assert caller.viewer == ANONYMOUS
    assert caller.viewer.is_anonymous


def test_a_key_carries_its_audience_and_kinds() -> None:
    _, text = a_key(audience=Audience.VALIDATED, kinds=[Kind.BRIEFING])
    viewer = called(text).viewer
    assert viewer == Viewer(Audience.VALIDATED, kinds=frozenset({Kind.BRIEFING}))
    assert not viewer.is_anonymous


def test_one_query_finds_a_key(django_assert_num_queries: Any) -> None:
    _, text = a_key()
    with django_assert_num_queries(1):
        called(text)


def test_what_cannot_be_a_key_is_refused_without_sql(django_assert_num_queries: Any) -> None:
    text = new_token().text
    with django_assert_num_queries(0):
        for header in ("", "Bearer", f"Bearer {text[:-1]}", f"Digest {text}", text, f"Bearer {text} {text}"):
            assert refusal(Authorization=header) is Code.KEY_REFUSED


def test_a_password_for_a_proxy_in_front_is_no_key() -> None:
    assert called(Authorization="Basic aHVtOmh1bQ==").viewer == ANONYMOUS


def test_a_key_that_never_was_is_refused() -> None:
    assert refusal(new_token().text) is Code.KEY_REFUSED


def test_the_prefix_of_a_key_is_not_the_key() -> None:
    key, _ = a_key()
    other = new_token()
    ApiKey.objects.filter(pk=key.pk).update(prefix=other.prefix)
    assert refusal(other.text) is Code.KEY_REFUSED


def test_a_key_past_its_end_is_refused() -> None:
    _, text = a_key(expires_at=timezone.now() - timedelta(seconds=1))
    assert refusal(text) is Code.KEY_EXPIRED


def test_a_revoked_key_is_refused() -> None:
    _, text = a_key(revoked_at=timezone.now())
    assert refusal(text) is Code.KEY_REVOKED


def test_without_its_partner_a_key_is_refused() -> None:
    key, text = a_key(a_partner(active=False))
    assert refusal(text) is Code.KEY_REVOKED
    assert key.state() is KeyState.REVOKED
    assert not ApiKey.objects.active().exists()


def test_each_refusal_of_a_key_says_how_to_come_back() -> None:
    assert set(CHALLENGES) == {Code.UNAUTHENTICATED, *(code for code in Code if code.startswith("KEY_"))}
    assert {REFUSAL_STATUSES[code] for code in CHALLENGES} == {400, 401}


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "anything"])
def test_a_key_in_the_address_is_refused(name: str) -> None:
    _, text = a_key()
    assert refusal(path=f"/graphql?{name}={text}") is Code.KEY_IN_ADDRESS


def test_a_key_is_for_the_websites_that_it_names() -> None:
    _, text = a_key(origins="https://portal.example.org\nhttps://app.example.org:8443")
    for origin in ("https://portal.example.org", "https://app.example.org:8443"):
        assert called(text, Origin=origin).key
    for origin in ("https://evil.example", "http://portal.example.org", "https://app.example.org", "null"):
        assert refusal(text, Origin=origin) is Code.ORIGIN_NOT_ALLOWED


def test_a_key_without_origins_serves_programs_and_our_own_pages_only() -> None:
    _, text = a_key()
    assert called(text).key
    assert called(text, Origin="http://localhost:8000").key
    assert refusal(text, Origin="https://portal.example.org") is Code.ORIGIN_NOT_ALLOWED


def test_behind_a_proxy_the_last_address_counts() -> None:
    assert called(X_Forwarded_For="203.0.113.9").address == "127.0.0.1"
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert called(X_Forwarded_For="198.51.100.7, 203.0.113.9").address == "203.0.113.9"
        assert called(X_Forwarded_For="nonsense").address == "127.0.0.1"


def test_a_subscribers_ipv6_network_is_one_address() -> None:
    request = RequestFactory().get("/graphql", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert identify_caller(request).address == "2001:db8:1:2::/64"
