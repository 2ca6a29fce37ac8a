"""More like this: by distinctive terms, restricted to what the viewer may see, without the item itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS, UNSEARCHED_KINDS
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from search.retrieval.similar import find_similar_items
from tests.publishing.documents import a_document, publish

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]
VALIDATED = Viewer(Audience.VALIDATED)


@pytest.fixture
def lanterns(engine: str, drain: Drain) -> ContentItem:
    """A document, two that are like it, more and less, and others about something else."""
    item = publish(title="Lantern doors", summary="Lock the lantern doors at dusk and count the keys.").item
    publish(title="Lantern keys", summary="Count the keys of the lantern doors at dusk.")
    publish(title="Doors of the market", summary="Lock them at dusk.")
    for number in range(5):
        publish(title=f"Ferry {number}", summary="Boats leave on the hour.")
    drain()
    return item


def titles(item: ContentItem, viewer: Viewer = ANONYMOUS, limit: int = 5) -> list[str]:
    """The titles of what is like an item."""
    return [found.edition.title for found in find_similar_items(item, viewer, limit) if found.edition]


def test_the_items_that_share_most_distinctive_terms_come_first(lanterns: ContentItem) -> None:
    assert titles(lanterns) == ["Lantern keys", "Doors of the market"]
    assert titles(lanterns, limit=1) == ["Lantern keys"]


def test_an_item_without_shared_terms_has_no_similar_items(lanterns: ContentItem, drain: Drain) -> None:
    alone = publish(title="Quagga", summary="Zyzzyva.").item
    drain()
    assert titles(alone) == []


def test_the_item_itself_and_its_translations_are_left_out(lanterns: ContentItem, drain: Drain) -> None:
    welsh = a_document(title="Lantern doors", locale="cy", path="/cy/doors/", content_id=lanterns.content_id)
    record_publication(welsh)
    publish(title="Lantern doors", locale="cy", path="/cy/others/")
    publish(title="Ferry", locale="cy", path="/cy/ferry/")
    drain()
    assert titles(lanterns) == ["Lantern keys", "Doors of the market"]
    item = ContentItem.objects.get(pk=welsh.id)
    assert [found.path for found in find_similar_items(item, ANONYMOUS)] == ["/cy/others/", "/cy/ferry/"]


def test_similar_items_are_visible_to_the_viewer(lanterns: ContentItem, drain: Drain) -> None:
    publish(title="Lantern doors of the checked", audience=Audience.VALIDATED, marking=Marking.AMBER)
    publish(title="Lantern doors of the named", audience=Audience.NAMED, marking=Marking.RED)
    drain()
    assert titles(lanterns) == ["Lantern keys", "Doors of the market"]
    assert set(titles(lanterns, VALIDATED)) == {
        "Lantern keys",
        "Doors of the market",
        "Lantern doors of the checked",
    }


def test_withdrawn_restricted_and_expired_items_disappear_before_the_index_is_updated(
    lanterns: ContentItem, drain: Drain
) -> None:
    gone, narrowed = (a_document(title=f"Lantern doors {name}") for name in ("gone", "narrowed"))
    soon = timezone.now() + timedelta(hours=1)
    for document in (gone, narrowed, a_document(title="Lantern doors until then", expires_at=soon)):
        record_publication(document)
    drain()
    assert len(titles(lanterns)) == 5
    record_withdrawal(gone.content_id, gone.locale)
    record_publication(narrowed.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}))
    ContentItem.objects.filter(edition__title="Lantern doors until then").update(expires_at=timezone.now())
    assert titles(lanterns) == ["Lantern keys", "Doors of the market"]


def test_an_item_that_is_not_searchable_has_no_similar_items(lanterns: ContentItem, drain: Drain) -> None:
    home = publish(Kind.HOME, path="/", title="Lantern doors").item
    red = publish(title="Lantern doors", audience=Audience.NAMED, marking=Marking.RED).item
    drain()
    assert titles(home) == []
    assert titles(red, Viewer(Audience.VALIDATED, items=frozenset({red.content_id}))) == []


def test_similar_items_cost_seven_queries_for_any_length(
    lanterns: ContentItem, drain: Drain, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    long = publish(title="Long", summary=" ".join(f"word{number} lantern doors" for number in range(500))).item
    drain()
    for item in (lanterns, long):
        with django_assert_num_queries(
            7
        ):  # the item, its links, countries, projects and translations; the log; what was found
            assert "Lantern keys" in titles(item)


def test_without_an_index_there_are_no_similar_items() -> None:
    assert titles(publish(title="Lantern").item) == []


def test_what_applies_instead_of_an_item_is_not_similar_to_it(engine: str, drain: Drain) -> None:
    items = {}
    for kind in (kind for kind in KINDS if kind not in UNSEARCHED_KINDS):
        items[kind] = publish(kind, title=f"Lantern {kind}", summary="Lock the lantern doors at dusk.").item
        publish(kind, title=f"Second lantern {kind}", summary="Lock the lantern doors at dusk.")
    drain()
    offering = {kind for kind, item in items.items() if f"Second lantern {kind}" in titles(item, limit=50)}
    assert set(items) - offering == {kind for kind in items if KINDS[kind].has_alternatives} != set()
