"""Moves and new slugs: every live page below gets its new path in the log, and the old path redirects."""

from collections.abc import Iterator

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from cms.models import Section, StandardPage
from publishing.kinds import Event
from publishing.log.record import record_publication
from tests.cms.factories import a_draft, a_page, get_events, get_item, publish, section
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(scope="module")
def tree(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, StandardPage]]:
    """/about/a/ with /about/a/b/ and /about/a/b/c/ below it, and /about/other/.

    Made once, in a transaction around those of the tests: it takes longer than they do.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        a = a_page(StandardPage, slug="a")
        b = a_page(StandardPage, parent=a, slug="b")
        c = a_page(StandardPage, parent=b, slug="c")
        yield {"a": a, "b": b, "c": c, "other": a_page(StandardPage, slug="other")}
        transaction.set_rollback(True)


def paths(tree: dict[str, StandardPage]) -> list[str | None]:
    return [get_item(tree[name]).path for name in "abc"]


def fresh(page: StandardPage) -> StandardPage:
    return StandardPage.objects.get(pk=page.pk)


def test_a_moved_page_relocates_its_descendants(tree: dict[str, StandardPage]) -> None:
    fresh(tree["a"]).move(fresh(tree["other"]), pos="last-child")
    assert paths(tree) == ["/about/other/a/", "/about/other/a/b/", "/about/other/a/b/c/"]
    assert get_events(tree["c"]) == [Event.PUBLISHED, Event.RELOCATED]
    assert [previous.path for previous in get_item(tree["c"]).previous_paths.all()] == ["/about/a/b/c/"]


def test_a_moved_plain_page_does_too(tree: dict[str, StandardPage]) -> None:
    Page.objects.get(pk=tree["a"].pk).move(Page.objects.get(pk=tree["other"].pk), pos="last-child")
    assert paths(tree) == ["/about/other/a/", "/about/other/a/b/", "/about/other/a/b/c/"]


def test_the_admin_moves_a_page(admin: Client, tree: dict[str, StandardPage]) -> None:
    admin.post(reverse("wagtailadmin_pages:move_confirm", args=[tree["a"].pk, tree["other"].pk]))
    assert paths(tree) == ["/about/other/a/", "/about/other/a/b/", "/about/other/a/b/c/"]


def test_the_bulk_action_moves_pages(admin: Client, tree: dict[str, StandardPage]) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    admin.post(f"{address}?id={tree['b'].pk}", {"move_applicable": "on", "chooser": tree["other"].pk})
    assert paths(tree) == ["/about/a/", "/about/other/b/", "/about/other/b/c/"]


def test_a_reordered_page_records_nothing(tree: dict[str, StandardPage]) -> None:
    fresh(tree["other"]).move(fresh(tree["a"]), pos="left")
    assert [get_events(page) for page in tree.values()] == [[Event.PUBLISHED]] * 4


def test_drafts_below_are_left_out(tree: dict[str, StandardPage]) -> None:
    draft = a_draft(StandardPage, parent=tree["a"])
    fresh(tree["a"]).move(fresh(tree["other"]), pos="last-child")
    assert get_events(draft) == []


def test_moving_a_draft_relocates_live_pages_below_it(tree: dict[str, StandardPage]) -> None:
    fresh(tree["a"]).unpublish()
    fresh(tree["a"]).move(fresh(tree["other"]), pos="last-child")
    assert paths(tree)[1:] == ["/about/other/a/b/", "/about/other/a/b/c/"]


def test_a_move_that_the_log_rejects_is_rolled_back(tree: dict[str, StandardPage]) -> None:
    record_publication(a_document(path="/about/other/a/b/"))
    with pytest.raises(IntegrityError):
        fresh(tree["a"]).move(fresh(tree["other"]), pos="last-child")
    assert fresh(tree["a"]).url_path == "/home/about/a/"
    assert fresh(tree["c"]).url_path == "/home/about/a/b/c/"
    assert paths(tree) == ["/about/a/", "/about/a/b/", "/about/a/b/c/"]


def test_the_admin_reports_an_address_conflict(admin: Client, tree: dict[str, StandardPage]) -> None:
    record_publication(a_document(path="/about/other/a/", title="Another"))
    response = admin.post(reverse("wagtailadmin_pages:move_confirm", args=[tree["a"].pk, tree["other"].pk]))
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("/about/other/a/ is already the address of another page" in message for message in said)
    assert paths(tree)[0] == "/about/a/"


def test_a_new_slug_relocates_all_descendants(tree: dict[str, StandardPage]) -> None:
    page = fresh(tree["a"])
    page.slug = "z"
    page.save()
    assert paths(tree) == ["/about/z/", "/about/z/b/", "/about/z/b/c/"]
    assert get_events(tree["b"]) == [Event.PUBLISHED, Event.RELOCATED]


def test_a_new_slug_of_a_plain_page_does_too(tree: dict[str, StandardPage]) -> None:
    page = Page.objects.get(pk=tree["a"].pk)
    page.slug = "z"
    page.save()
    assert paths(tree) == ["/about/z/", "/about/z/b/", "/about/z/b/c/"]


def test_a_new_slug_published_from_a_draft_relocates_all_descendants(tree: dict[str, StandardPage]) -> None:
    page = fresh(tree["a"])
    page.slug, page.update_type = "z", "minor"
    publish(page)
    assert paths(tree) == ["/about/z/", "/about/z/b/", "/about/z/b/c/"]


def test_a_sections_new_slug_relocates_its_pages() -> None:
    page = a_page(slug="exits")
    guidance = section("guidance")
    guidance.slug = "advice"
    guidance.save()
    assert get_item(page).path == "/advice/exits/"


def test_a_new_slug_that_the_log_rejects_is_not_saved(tree: dict[str, StandardPage]) -> None:
    record_publication(a_document(path="/about/z/b/"))
    page = fresh(tree["a"])
    page.slug = "z"
    with pytest.raises(IntegrityError):
        page.save()
    assert fresh(tree["b"]).url_path == "/home/about/a/b/"
    assert paths(tree) == ["/about/a/", "/about/a/b/", "/about/a/b/c/"]


def test_a_reserved_slug_is_rejected() -> None:
    with pytest.raises(ValidationError, match="is reserved"):
        a_page(StandardPage, parent=section("guidance").get_parent(), slug="search")


def test_two_pages_may_swap_addresses_one_after_the_other() -> None:
    first, second = a_page(slug="one"), a_page(slug="two")
    for page, slug in ((first, "between"), (second, "one"), (first, "two")):
        page.slug = slug
        page.save()
    assert (get_item(first).path, get_item(second).path) == ("/guidance/two/", "/guidance/one/")


def test_a_section_accepts_only_pages_of_its_kind() -> None:
    page = a_page()
    briefings = Page.objects.get(pk=section("briefings").pk)
    assert not page.can_move_to(briefings)
    offered = {model.__name__ for model in Section.creatable_subpage_models() if model.can_create_at(briefings)}
    assert offered == {"Section", "BriefingPage"}
