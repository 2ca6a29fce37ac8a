"""No member of staff learns of a page or a file that is hidden from them: a walk over every address of the admin."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from cms.staff.models import READ_CONFIDENTIAL
from tests.cms.factories import an_administrator
from tests.leaks.admin_urls import Address, admin_addresses
from tests.leaks.admin_world import CANARY, GROUPS, SEARCHED, World, build_admin_world, staff, words_hidden_from

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOTHING = 987_654
"""An id that nothing has."""
MODELS = ("wagtailcore/page", "wagtailimages/image", "wagtaildocs/document")
BULK = {
    "wagtailcore/page": ("publish", "unpublish", "delete", "move"),
    "wagtailimages/image": ("delete", "add_tags", "add_to_collection"),
    "wagtaildocs/document": ("delete", "add_tags", "add_to_collection"),
}
CHANGES = re.compile(rb'"?csrf[^"]*"[^"]*"[^"]*"|nonce="[^"]*"|value="[A-Za-z0-9]{64}"|csrfToken[^,}]*')
VALUES = {
    "content_type_app_name": "cms",
    "content_type_model_name": "guidancepage",
    "action_name": "approve",
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "filter_spec": "width-80",
    "1": "name.pdf",
}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Made once, in a transaction around those of the tests, which only read."""
    places = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    cache.clear()
    with django_db_blocker.unblock(), places, transaction.atomic():
        yield build_admin_world()
        transaction.set_rollback(True)


def signed_in(user: User) -> Client:
    """A browser of theirs, in which an error is an answer."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def addresses(world: World, page: Any, image: Any, document: Any) -> Iterator[str]:
    """Yield every address, about these where it is about a page, an image or a document."""
    for address in admin_addresses():
        for labels in _labels(address):
            yield address.filled(_key(address, world, page, image, document), {**VALUES, **labels})


def _key(address: Address, world: World, page: Any, image: Any, document: Any) -> Any:
    if address.takes_page:
        return page
    if address.takes_image:
        return image
    if address.takes_document:
        return document
    snippet = re.search(r"/cms/(\w+)/", address.route)
    return world.snippets[snippet[1]].pk if snippet else 1


def _labels(address: Address) -> Iterator[dict[str, str]]:
    if address.name == "cms_media":
        return
    if "app_label" not in address.names and "app_name" not in address.names:
        yield {}
        return
    for model in MODELS if "action" in address.names or "object_id" in address.names else ("cms/guidancepage",):
        label, name = model.split("/")
        for action in BULK[model] if "action" in address.names else ("",):
            yield {"app_label": label, "app_name": label, "model_name": name, "action": action}


def queries(world: World) -> list[str]:
    """What is added to each address: nothing, a search, and the ids of all that is hidden."""
    pages = "&".join(f"id={page.pk}" for page in [*world.hidden, *world.desks.values()])
    return ["", "?export=csv", f"?q={SEARCHED}&term={SEARCHED}", f"?{pages}&childOf={world.hidden[0].pk}"]


def asked(client: Client, address: str, method: str = "get") -> tuple[int, bytes]:
    """Ask; return the status and the whole text, without what differs each time."""
    answer: Any = getattr(client, method)(address)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, CHANGES.sub(b"", text) + answer.headers.get("Location", "").encode()


def cache_of(client: Client) -> Callable[[str, str], tuple[int, bytes]]:
    """Ask for each address once."""
    return lru_cache(maxsize=None)(partial(asked, client))


def leaks(client: Client, address: str, words: list[str]) -> bool:
    """Whether an answer has one of the words, or is an error."""
    status, text = asked(client, address)
    said = text.decode(errors="replace").lower()
    return any(word in said for word in words) or status >= 500


def test_every_pattern_can_be_filled_in() -> None:
    for address in admin_addresses():
        try:
            resolve(address.filled(1, {**VALUES, "app_label": "a", "model_name": "b", "action": "c", "name": "n"}))
        except Resolver404:
            pytest.fail(address.route)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_address_tells_a_group_of_what_is_hidden(world: World, group: str) -> None:
    client, words = signed_in(staff(group)), words_hidden_from(group)
    shown, image, document = world.referring.pk, world.images[0].pk, world.documents[0].pk
    told = [
        address + query
        for address in addresses(world, shown, image, document)
        for query in queries(world)
        if leaks(client, address + query, words)
    ]
    assert told == []


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_hidden_answers_as_what_does_not_exist(world: World, group: str) -> None:
    client = signed_in(staff(group))
    desks = [page for desk, page in world.desks.items() if desk in GROUPS[group]]
    missing = cache_of(client)
    # Of each sort one: live and RED, live and AMBER, a draft, an open page's draft, another desk's draft.
    for place, page in enumerate([*world.hidden[:2], world.hidden[3], world.hidden[-1], *desks[:1]]):
        image, document = world.images[place].pk, world.documents[place].pk
        hidden = addresses(world, page.pk, image, document)
        for real, invented in zip(hidden, addresses(world, NOTHING, NOTHING, NOTHING), strict=True):
            if real == invented:
                continue
            for method in ("get", "post"):
                (status, text), (other, said) = asked(client, real, method), missing(invented, method)
                keys = rb"\b(%d|%d|%d|%d)\b" % (page.pk, image, document, NOTHING)
                assert (status, re.sub(keys, b"", text)) == (other, re.sub(keys, b"", said)), (method, real)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["owner", "read_confidential", "superuser"])
def test_the_same_walk_finds_it_for_those_who_may_see_it(world: World, who: str) -> None:
    people = {
        "owner": lambda: world.owner,
        "read_confidential": lambda: staff("Moderator", permission=READ_CONFIDENTIAL.partition(".")[2]),
        "superuser": an_administrator,
    }
    client = signed_in(people[who]())
    found = [
        address
        for address in addresses(world, world.hidden[0].pk, world.images[0].pk, world.documents[0].pk)
        if leaks(client, address, [CANARY]) or leaks(client, f"{address}?q={SEARCHED}&term={SEARCHED}", [CANARY])
    ]
    assert len(found) > 30, found
