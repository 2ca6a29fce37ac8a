"""Cookies go to one reader: no answer that others may be given sets one, whatever cookies came with the request."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client

from publishing.kinds import Kind
from tests.leaks.canaries import Hidden
from tests.leaks.test_leaks import walked

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

OTHERS = (
    "/graphql?query={revision}",
    "/graphql",
    "/graphql/changelog.atom",
    "/.well-known/jwks.json",
    "/search/?q=exits",
    "/search/suggest?q=d",
    "/cy/chwilio/?q=d",
    "/account/login/",
    "/cy/account/login/",
    "/nowhere/",
    "/nowhere",
    "/search",
    "/healthz",
    "/readyz",
    "/admin/login/",
    "/static/nothing.css",
    "/search/?sort=nonsense",
)
COOKIES = {
    "none": {},
    "a session that is over": {"sessionid": "0123456789abcdefghijklmnopqrstuv"},
    "a form's token": {"csrftoken": "a" * 32},
    "a language": {"django_language": "cy"},
    "messages": {"messages": "nonsense"},
    "all": {"sessionid": "", "csrftoken": "b" * 32, "django_language": "cy", "messages": "nonsense"},
}


def visitor(cookies: dict[str, str]) -> Client:
    """A client that sends cookies."""
    client = Client()
    client.cookies.load(cookies)
    return client


def member() -> Client:
    """A client that is signed in."""
    client = Client()
    client.force_login(User.objects.create_user("member"))
    return client


def session_gone() -> Client:
    """A client whose session has been deleted."""
    client = member()
    client.session.delete()
    return client


VISITORS: dict[str, Callable[[], Client]] = {
    **{name: partial(visitor, cookies) for name, cookies in COOKIES.items()},
    "signed in": member,
    "signed out elsewhere": session_gone,
}


@pytest.mark.parametrize("name", VISITORS)
def test_what_sets_a_cookie_is_private_and_what_others_may_have_sets_none(hidden: list[Hidden], name: str) -> None:
    addresses = [address for address, _ in walked(Client())]
    assert len(addresses) > 2 * len(Kind)
    client = VISITORS[name]()
    sent = client.cookies.output(header="", sep=";")
    wrong = []
    for address in (*addresses, *OTHERS):
        client.cookies.load(sent)  # an answer may have taken one away
        answer = client.get(address)
        said = answer.get("Cache-Control", "")
        kept = [header for header in ("ETag", "Cache-Tag", "Surrogate-Key") if answer.has_header(header)]
        if answer.cookies and (kept or not ("private" in said and "no-store" in said)):
            wrong.append((address, said, kept, dict(answer.cookies)))
    assert wrong == []


def test_a_session_that_is_over_is_taken_away_in_private(client: Client) -> None:
    client.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
    answer = client.get("/graphql?query={revision}")
    assert (answer.cookies["sessionid"].value, answer["Cache-Control"]) == ("", "private, no-store")
    again = Client().get("/graphql?query={revision}")
    assert (again.cookies.output(), again["Cache-Control"].split(",")[0]) == ("", "public")
