"""Search finds in another language what a reader has no translation of, each content once, and hides nothing by it."""

from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from search.base.requests import Facet
from search.retrieval.suggestions import suggest
from tests.publishing.documents import a_document, publish
from tests.search.retrieval.test_visibility import CANARIES, SEES
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

Drain = Callable[[], None]


@pytest.fixture
def translated(drain: Drain) -> None:
    """Public English texts with a Welsh translation for each of six circles of readers, and texts in one language."""
    for canary in CANARIES:
        public = {"audience": Audience.PUBLIC, "marking": Marking.CLEAR, "projects": (), "code": ""}
        english = {"title": f"Canary and {canary.title}", "path": f"/{canary.code}/".lower()}
        record_publication(canary.model_copy(update=public | english))
        record_publication(canary.model_copy(update={"locale": "cy", "path": f"/cy/{canary.code}/".lower()}))
    publish(title="Canary only in English")
    publish(title="Canary only in Welsh", locale="cy")
    drain()


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize("viewer", [viewer for viewer, _ in SEES])
def test_hits_counts_and_facets_are_those_that_the_database_lists(viewer: Viewer) -> None:
    for locale, falls_back in product(("en-gb", "cy"), (True, False)):
        compare(viewer, locale, falls_back=falls_back)


def compare(viewer: Viewer, locale: str, *, falls_back: bool) -> None:
    rows = ContentItem.objects.for_reader(viewer, locale, off_site=True, falls_back=falls_back)
    expected = sorted(path or "" for path in rows.values_list("path", flat=True))
    for text in ("canary", ""):
        result = search_for(text, viewer=viewer, locale=locale, falls_back=falls_back, facets=(Facet.KIND,))
        assert sorted(str(hit.item.path) for hit in result.hits) == expected, text
        assert result.total == sum(value.count for value in result.facets[Facet.KIND]) == len(expected)
    offered = suggest("cana", viewer, locale, 20, falls_back=falls_back)
    assert sorted(str(one.item.path) for one in offered) == expected
    if falls_back:
        assert len({hit.item.content_id for hit in result.hits}) == len(CANARIES) + 2
    assert (
        viewer != ANONYMOUS or len(expected) == {"cy": 8 if falls_back else 2, "en-gb": 8 if falls_back else 7}[locale]
    )


def test_publishing_and_withdrawing_a_translation_changes_what_is_found(drain: Drain) -> None:
    content_id = uuid4()
    publish(title="Barriers", content_id=content_id)
    drain()
    assert titles(search_for("barriers", locale="cy")) == ["Barriers"]
    record_publication(a_document(Kind.GUIDANCE, title="Rhwystrau", locale="cy", content_id=content_id, path="/cy/un/"))
    drain()
    assert titles(search_for("barriers", locale="cy")) == []
    assert titles(search_for("rhwystrau", locale="cy")) == ["Rhwystrau"]
    assert titles(search_for("barriers")) == ["Barriers"]
    record_withdrawal(content_id, "cy")
    drain()
    assert titles(search_for("barriers", locale="cy")) == ["Barriers"]
