"""A previewed draft is read by its root field only: no read of published content reaches it, not even with its key."""

from uuid import uuid4

import pytest
from django.test import Client

from cms.pages.guidance import GuidancePage
from cms.pages.section import Section
from publishing.consumers.worker import Worker
from publishing.models import PreviewedDocument
from tests.leaks.canaries import CANARY, Hidden, arguments
from tests.leaks.operations import graphql, operations
from tests.leaks.test_keys import SOME
from tests.leaks.test_leaks import FEED_NAMES, fetch_by, walked
from tests.partners.making import bearing
from tests.previews import a_front_end, a_preview

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PREVIEW = "query ($token: String!) { preview(token: $token) { title } }"


class Draft:
    """A draft with the canary that is previewed, and the client of the key that may read it."""

    def __init__(self) -> None:
        section = Section.objects.get(url_path="/home/guidance/")
        page = GuidancePage(title=f"Draft {CANARY}", slug=f"{CANARY}-preview", summary=CANARY, live=False)
        section.add_child(instance=page).save_revision()
        edition = page.build_edition()
        site, key = a_front_end()
        self.token = a_preview(edition, site)
        self.holder = Client(headers=bearing(key))
        self.path = str(edition.path)
        row = PreviewedDocument.objects.get(key=site.key)
        self.names = [str(edition.id), str(edition.content_id), self.path, str(row.pk), self.token]


@pytest.fixture
def draft() -> Draft:
    """The draft, after the worker's next round."""
    made = Draft()
    worker = Worker("previews")
    worker.run_round()
    worker.release()
    return made


def test_by_name_it_looks_as_if_it_never_existed(draft: Draft) -> None:
    assert CANARY in graphql(draft.holder, PREVIEW, token=draft.token)
    never = [str(uuid4()), str(uuid4()), "/guidance/wombat-preview/", str(uuid4()), "wombat"]
    for name, other in zip(draft.names, never, strict=True):
        assert fetch_by(draft.holder, name) == fetch_by(draft.holder, other)
    ids = [name for name in draft.names if len(name) == len(never[0])]
    by_id = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"
    entity = '{ _entities(representations: [{__typename: "Guidance", id: "%s"}]) { __typename } }'
    for id_ in ids:
        assert graphql(draft.holder, by_id, id=id_) == graphql(draft.holder, by_id, id=never[0])
        assert graphql(draft.holder, entity % id_) == graphql(draft.holder, entity % never[0])


def test_no_list_search_or_copy_has_it(hidden: list[Hidden], draft: Draft) -> None:
    for query in SOME:
        answer = graphql(draft.holder, query)
        assert CANARY not in answer.replace(f'"{CANARY}"', ""), query


@pytest.mark.slow
def test_no_root_or_edge_leads_to_it(hidden: list[Hidden], draft: Draft) -> None:
    for query in operations(arguments(hidden)):
        assert CANARY not in graphql(draft.holder, query), query


def test_the_website_has_no_page_for_it(draft: Draft) -> None:
    for address in (draft.path, f"{draft.path}?preview={draft.token}", "/search/?q=draft", "/search/suggest?q=draft"):
        assert CANARY not in draft.holder.get(address).content.decode().replace(draft.path, "")
    for name in FEED_NAMES:
        assert CANARY not in draft.holder.get(f"/feeds/{name}.atom").content.decode()


@pytest.mark.slow
def test_no_page_leads_to_it(draft: Draft) -> None:
    assert [address for address, text in walked(draft.holder) if CANARY in address + text] == []
