"""Every pair of saves, publications and withdrawals, where the second loads the page before the first is done.

In the end readers have what they would have had if the second had started after the first.
"""

from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from cms.models import GuidancePage
from tests.cms.factories import an_administrator
from tests.cms.lifecycle.interleaving import (
    ACTIONS,
    ENDING,
    Pause,
    a_page_in_moderation,
    history,
    no_pause,
    what_readers_have,
)
from tests.sizes import sampled

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
CRITICAL = list(product(["autosave", "publish", "due", "unpublish"], repeat=2))
OTHERS = [case for case in product(ACTIONS, ACTIONS, (True, False)) if not (case[2] and case[:2] in CRITICAL)]
CASES = [
    pytest.param(one, two, live, id=f"{one}-{two}-{'live' if live else 'draft'}")
    for one, two, live in [*((*pair, True) for pair in CRITICAL), *sampled(OTHERS, least=8)]
]


@pytest.fixture
def user() -> User:
    return an_administrator()


def attempt(name: str, page: GuidancePage, user: User, title: str, pause: Pause = no_pause) -> bool:
    try:
        return ACTIONS[name](page, user, title, pause)
    except PermissionDenied:
        return False


def second_loaded_first(first: str, second: str, page: GuidancePage, user: User) -> bool:
    """Run both; return whether the second was carried out."""
    paused: list[bool] = []

    def pause() -> None:
        if not paused:
            paused.append(True)
            attempt(first, page, user, "First version")

    done = attempt(second, page, user, "Second version", pause)
    if not paused:  # rejected before it loaded anything
        attempt(first, page, user, "First version")
    return done


@pytest.mark.long
@pytest.mark.parametrize(("first", "second", "live"), CASES)
def test_a_stale_instance_undoes_nothing(first: str, second: str, live: bool, user: User) -> None:
    is_due = "due" in (first, second)
    page, twin = (a_page_in_moderation(user, live=live, is_due=is_due) for _ in range(2))
    first_published_at = page.first_published_at
    done = second_loaded_first(first, second, page, user)
    attempt(first, twin, user, "First version")
    if done:
        attempt(second, twin, user, "Second version")
    row = GuidancePage.objects.get(pk=page.pk)
    assert what_readers_have(page) == what_readers_have(twin)
    assert row.live == (ENDING[history(page)[-1]] if history(page) else live)
    assert first_published_at in (None, row.first_published_at)
    assert GuidancePage.find_problems()[0] == []


@pytest.mark.parametrize("second", ["autosave", "save", "publish", "approve"])
def test_approving_twice_is_one_edition_and_no_error(second: str, user: User) -> None:
    """One click sends two requests: the button's own, and an autosave with the same approval."""
    page = a_page_in_moderation(user, live=False, is_due=False)
    assert second_loaded_first("approve", second, page, user)
    assert "wagtail.unpublish" not in history(page)
    assert what_readers_have(page)["gone"] == ""
