"""No item's title becomes another's text: links without a text of their own read as their target is called now."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.content.rich_text import resolve_links
from publishing.access.audiences import Audience, Marking
from publishing.consumers.registry import periodic_tasks
from publishing.consumers.worker import Worker
from publishing.content.blocks import BLOCKS, Block, LinkListBlock, ListedLink, RichTextBlock
from publishing.models import ContentItem, Edition
from search.documents.search_document import build_documents
from tests.cms.factories import a_draft, a_page
from tests.cms.factories import publish as publish_page
from tests.leaks.canaries import CANARY
from tests.leaks.operations import graphql
from tests.leaks.test_leaks import walked
from tests.publishing.documents import publish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TITLE = f"Operation {CANARY}"
BODY = """{ content(by: {path: "%s"}) { body { __typename
  ... on RichTextBlock { html paragraphs { style number spans { text link { url } } } }
  ... on LinkListBlock { links { title content { id } } } } } }"""


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT, settings.SEARCH_INDEX_DIR = tmp_path / "media", tmp_path / "index"
    monkeypatch.delitem(periodic_tasks, "schedule", raising=False)


def index() -> None:
    worker = Worker("titles")
    worker.run_round()
    worker.release()


def confidential() -> Any:
    return a_page(title=TITLE, slug="confidential", audience=Audience.NAMED, marking=Marking.RED)


def draft() -> Any:
    return a_draft(title=TITLE, slug="unpublished")


def renamed_draft() -> Any:
    page = a_draft(title=TITLE, slug="unpublished")
    page.title = "Something harmless"
    page.save_revision()
    return page


def scheduled() -> Any:
    page = a_draft(title=TITLE, slug="unpublished", go_live_at=timezone.now() + timedelta(days=1))
    page.get_latest_revision().publish()
    return page


def expired() -> Any:
    page = a_page(title=TITLE, slug="over")
    page.unpublish()
    return page


TARGETS = [confidential, draft, renamed_draft, scheduled, expired]
ANNOUNCED = {"/", "/cy/", "/guidance/over/", "/cy/guidance/over/"}
"""Where what is no longer there is listed by its title, for readers who could read it before."""


def linked_from(target: Any, text: str) -> Any:
    links = [{"title": text, "page": target}]
    html = f'<ul><li><a linktype="page" id="{target.pk}">{text or TITLE}</a></li></ul>'
    return a_page(
        title="Public page",
        slug="public",
        body=[("link_list", {"title": "More", "links": links}), ("rich_text", html)],
    )


@pytest.mark.parametrize("text", ["", TITLE, f"  OPERATION\u00a0\u200b{CANARY} "])
@pytest.mark.parametrize("target", TARGETS)
def test_the_title_of_hidden_content_is_never_sent(target: Callable[[], Any], text: str, client: Client) -> None:
    hidden = target()
    page = linked_from(hidden, text)
    index()
    assert not Edition.objects.filter(item__content_id=page.translation_key, stored_body__icontains=CANARY).exists()
    answers = dict(walked(client))
    answers |= {"graphql": graphql(client, BODY % "/guidance/public/")}
    answers |= {q: client.get("/search/", {"q": q}).content.decode() for q in ("Public page", "More operation")}
    may_say = ANNOUNCED if target is expired else set()
    assert {where for where, received in answers.items() if CANARY in received.lower()} <= may_say
    assert "Public page" in answers["/guidance/public/"]
    assert not BeautifulSoup(answers["/guidance/public/"], "html.parser").select(".hub-links, .hub-prose li")


def test_the_title_of_a_deleted_page_does_not_come_back(client: Client) -> None:
    hidden = confidential()
    page = linked_from(hidden, "")
    hidden.delete()
    page.refresh_from_db()
    page.summary, page.update_type = "Said otherwise.", "minor"
    publish_page(page)
    assert "Said otherwise." in client.get("/guidance/public/").content.decode()
    assert CANARY not in client.get("/guidance/public/").content.decode()


def test_a_link_s_own_text_stays() -> None:
    target = a_page(title="Guard the gates")
    html = f'<p><a linktype="page" id="{target.pk}">how to guard</a></p>'
    assert resolve_links(html).html == f'<p><a data-content="{target.translation_key}">how to guard</a></p>'


@pytest.fixture
def called() -> ContentItem:
    return publish(title="The <old> name", path="/guidance/called/").item


def referring(*targets: UUID, own: str = "") -> tuple[Block, ...]:
    listed = tuple(ListedLink(title=own, content_id=target) for target in targets)
    items = "".join(f'<li><a data-content="{target}">{own}</a></li>' for target in targets)
    return LinkListBlock(id=uuid4(), title="More", links=listed), RichTextBlock(id=uuid4(), html=f"<ol>{items}</ol>")


def test_readers_get_the_name_that_the_target_has_now(called: ContentItem, client: Client) -> None:
    publish(title="From here", path="/guidance/from/", body=referring(uuid4(), called.content_id))
    publish(title="The new & better name", path="/guidance/called/", content_id=called.content_id)
    shown = BeautifulSoup(client.get("/guidance/from/").content, "html.parser")
    assert [one.text for one in shown.select(".hub-links li, .hub-prose li")] == ["The new & better name"] * 2
    received = graphql(client, BODY % "/guidance/from/")
    assert received.count('"The new & better name"') == 2
    assert "The new &amp; better name</a>" in received
    assert '"number":1' in received.replace(" ", "")
    assert '"number":2' not in received.replace(" ", "")


@pytest.mark.parametrize("own", ["", "Read this"])
def test_a_link_to_what_is_hidden_reads_like_one_to_what_never_was(own: str, client: Client) -> None:
    """An older edition may hold a copied title as the entry's own: it is shown with its target, or not at all."""
    hidden = publish(title=TITLE, audience=Audience.REGISTERED, marking=Marking.GREEN).item
    answers = []
    for target in (hidden.content_id, uuid4()):
        publish(title="From here", path="/guidance/from/", content_id=UUID(int=7), body=referring(target, own=own))
        shown = BeautifulSoup(client.get("/guidance/from/").content, "html.parser").select_one("main")
        answers.append((shown.decode_contents() if shown else "", graphql(client, BODY % "/guidance/from/")))
        assert shown is not None
        assert "hub-links" not in str(shown)
        assert "LinkListBlock" not in answers[-1][1]
    [(page_of_hidden, data_of_hidden), (page_of_none, data_of_none)] = answers
    assert data_of_hidden == data_of_none
    assert (
        page_of_hidden.split("hub-prose")[1].split("</div>")[0] == page_of_none.split("hub-prose")[1].split("</div>")[0]
    )


def test_a_listed_title_never_enters_search_text(called: ContentItem) -> None:
    body = referring(called.content_id, own=TITLE)[:1]
    item = publish(title="From here", body=body).item
    [document] = build_documents({item.pk: 1})
    assert CANARY not in document.body
    assert "More" in document.body


def test_what_an_author_wrote_for_a_link_in_running_text_is_found(called: ContentItem) -> None:
    item = publish(title="From here", body=referring(called.content_id, own="read this")[1:]).item
    [document] = build_documents({item.pk: 1})
    assert document.body.endswith("read this")


def test_every_block_that_can_refer_is_among_these() -> None:
    """A new block with a reference needs a line in `referring`, or none: nothing of it is copied."""
    having = {
        name for name, block in BLOCKS.items() if {"links", "html", "content_id", "steps"} & set(block.model_fields)
    }
    assert having == {"rich_text", "callout", "steps", "link_list", "embed"}
