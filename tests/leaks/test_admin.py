"""No member of staff learns of a page or a file that is hidden from them: a walk over every address of the admin."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from cms.staff.models import READ_CONFIDENTIAL
from tests.cms.factories import an_administrator, section
from tests.leaks.admin_urls import admin_addresses
from tests.leaks.admin_walk import (
    NO_SUCH,
    VALUES,
    About,
    about,
    addresses,
    answers,
    fetch,
    has_leak,
    ids_of_hidden,
    signed_in,
    state_of,
)
from tests.leaks.admin_world import CANARY, GROUPS, World, build_admin_world, staff, terms_hidden_from

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HARMFUL = {
    "title": "Changed",
    "name": "Changed",
    "tags": "changed",
    "action-publish": "1",
    "action-unpublish": "1",
    "other_languages": "on",
    "comments-TOTAL_FORMS": "1",
    "comments-INITIAL_FORMS": "0",
    "comments-0-text": "Changed",
    "comments-0-contentpath": "title",
    "comments-0-replies-TOTAL_FORMS": "1",
    "comments-0-replies-INITIAL_FORMS": "0",
    "comments-0-replies-0-text": "Changed",
    "next_review": "2999-01-01",
    "note": "Changed",
}
"""What forms that change something ask for."""


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Made once, in a transaction around those of the tests, whose changes end with them."""
    places = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    cache.clear()
    with django_db_blocker.unblock(), places, transaction.atomic():
        yield build_admin_world()
        transaction.set_rollback(True)


def test_every_pattern_can_be_filled_in() -> None:
    for address in admin_addresses():
        numbers = dict.fromkeys(("revision_id", "workflow_state_id", "task_state_id"), "1")
        labels = {"app_label": "a", "model_name": "b", "action": "c", "name": "n"}
        found = resolve(address.filled(1, {**VALUES, **numbers, **labels}))
        assert ".*" not in found.route or ".*" in address.route, address.route  # not the last pattern, “not found”


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_url_reveals_hidden_content_to_a_group(world: World, group: str) -> None:
    client, terms = signed_in(staff(group)), terms_hidden_from(group)
    assert world.open_files is not None
    shown = about(world.referring, *world.open_files)
    received = [address for address, answer in answers(client, world, shown) if has_leak(answer, terms)]
    assert received == []


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_hidden_answers_as_what_does_not_exist(world: World, group: str) -> None:
    client, before = signed_in(staff(group)), state_of(world, group)
    desks = [page for desk, page in world.desks.items() if desk in GROUPS[group]]
    # Live and RED at every address, and by turns: live and AMBER, a draft, an open page's draft, another desk's draft.
    first, *others = [
        about(page, world.images[place], world.documents[place])
        for place, page in enumerate([*world.hidden[:2], world.hidden[3], world.hidden[-2], *desks[:1]])
    ]
    turns = cycle(zip(*(addresses(world, other) for other in others), strict=True))
    place = cycle(range(len(others)))
    for real, rest, invented in zip(addresses(world, first), turns, addresses(world, NO_SUCH), strict=False):
        if real == invented:
            continue
        turn = next(place)
        for method, data in (("get", None), ("post", HARMFUL)):
            missing = anonymous(fetch(client, invented, method, data), NO_SUCH)
            assert anonymous(fetch(client, real, method, data), first) == missing, (method, real)
            assert anonymous(fetch(client, rest[turn], method, data), others[turn]) == missing, (method, rest[turn])
    assert state_of(world, group) == before


def anonymous(answer: tuple[int, bytes], subject: About) -> tuple[int, bytes]:
    """Return an answer without what names its subject."""
    return answer[0], subject.keys.sub(b"", answer[1])


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_form_changes_or_reveals_hidden_content(world: World, group: str) -> None:
    client, terms = signed_in(staff(group)), terms_hidden_from(group)
    before = state_of(world, group)
    for address, data in forms(world, group):
        answer = fetch(client, address, "post", data)
        assert not has_leak(answer, terms), (address, answer[0])
        assert state_of(world, group) == before, address
        followed = fetch(client, "/admin/")  # where messages about it would be
        assert not has_leak(followed, terms), address


def forms(world: World, group: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is sent with the ids of what is hidden elsewhere than in the address."""
    shown, hidden = world.referring.pk, world.closed_parent.pk
    fields = HARMFUL | {
        "chooser": str(section("about").pk),
        "include_descendants": "on",
        "collection": "1",
        "new_parent_page": str(hidden),
    }
    for address in addresses(world, NO_SUCH):
        if "/bulk/" in address:
            yield f"{address}?{ids_of_hidden(world, address, group)}", fields
            yield f"{address}?id=all&childOf={hidden}", fields
            yield f"{address}?id=all&childOf={world.hidden[0].get_parent().pk}", fields
    yield f"/admin/bulk/wagtailcore/page/publish/?id={world.open_page.pk}&id={hidden}", fields
    yield f"/admin/bulk/wagtailcore/page/move/?id={shown}", fields | {"chooser": str(world.hidden[0].pk)}
    yield f"/admin/pages/{shown}/move/", fields
    yield f"/admin/pages/{shown}/copy/", fields | {"new_title": "Copy", "new_slug": "copied"}
    for address in addresses(world, about(world.referring, world.images[0], world.documents[0])):
        if "/workflow/" in address or "/workflow_history/" in address or "/revisions/" in address:
            yield address, fields


def is_about(address: str, subject: About) -> bool:
    """Whether an address names the subject."""
    return subject.keys.search(address.encode()) is not None


@pytest.mark.slow
@pytest.mark.parametrize("who", ["owner", "read_confidential", "superuser"])
def test_the_same_walk_finds_it_for_those_who_may_see_it(world: World, who: str) -> None:
    people = {
        "owner": lambda: world.owner,
        "read_confidential": lambda: staff("Moderator", permission=READ_CONFIDENTIAL.partition(".")[2]),
        "superuser": an_administrator,
    }
    client: Client = signed_in(people[who]())
    hidden = about(world.hidden[0], world.images[0], world.documents[0])
    requested_addresses = [address for address in addresses(world, hidden) if is_about(address, hidden)]
    found = [address for address in requested_addresses if has_leak(fetch(client, address), [CANARY])]
    assert len(found) > 20, found
    if who == "superuser":
        listed = {
            address.partition("?")[0]
            for address, answer in answers(client, world, NO_SUCH)
            if has_leak(answer, [CANARY])
        }
        assert len(listed) > 25, listed
