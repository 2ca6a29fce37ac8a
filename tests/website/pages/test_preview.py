"""The preview shows what the website will show, and only to the editor who requested it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from publishing.content.blocks import ImageBlock
from publishing.kinds import Kind
from publishing.log.new_edition import NewEdition
from tests.publishing.documents import a_document
from tests.website.factories import an_asset, an_image, asset_keys, every_block, publish, published

pytestmark = pytest.mark.django_db

VOLATILE = re.compile(
    r"Preview: not published yet|Published \d+ \w+ \d+\. Updated [^.(]*(\(edition 1\))?\.|edition 1, [^·<]*· "
)


def preview(document: NewEdition, user: User) -> HttpResponse:
    """Render a draft, as cms does."""
    request = RequestFactory().get("/admin/pages/1/edit/preview/")
    request.user = user
    return import_string(settings.HUB_PREVIEW_RENDERER)(request, document)


@pytest.fixture
def editor() -> User:
    """An editor."""
    return User.objects.create_user("editor", password="correct horse battery")


def main_content(html: bytes) -> str:
    """The main content of a page, without what only a published page has."""
    main = BeautifulSoup(html, "html.parser").main
    for part in main.select(".hub-share, .hub-feedback, [href*='/feeds/?feed=']"):
        part.decompose()
    text = main.get_text(" ", strip=True)
    return VOLATILE.sub("", text)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.THREAT_LEVEL}))
def test_a_preview_is_the_page(kind: Kind, editor: User, client: Client) -> None:
    document = a_document(kind)
    before = main_content(preview(document, editor).content)
    item = published(document)
    assert before == main_content(client.get(str(item.path)).content)


def test_a_preview_shows_every_block(editor: User, client: Client) -> None:
    target = publish(Kind.BRIEFING, path="/briefings/target/", title="Target")
    image = an_image()
    file = an_asset("list.pdf", "application/pdf", b"%PDF")
    document = a_document(body=every_block(image, file, target.content_id), assets=(*asset_keys(image), file.key))
    assert main_content(preview(document, editor).content) == main_content(
        client.get(str(published(document).path)).content
    )


def test_a_preview_is_neither_stored_nor_indexed(editor: User) -> None:
    response = preview(a_document(), editor)
    assert response["Cache-Control"] == "private, no-store"
    assert b'content="noindex"' in response.content


def test_a_drafts_picture_is_shown_only_to_the_editor_who_previews_it(editor: User) -> None:
    image = an_image(widths=(320,))
    block = ImageBlock(id=image.renditions[0].asset, image=image)
    html = preview(a_document(body=(block,), assets=asset_keys(image)), editor).content.decode()
    main = BeautifulSoup(html, "html.parser").main
    source, rendition = str(main.img["src"]), str(main.source["srcset"]).split(" ")[0]
    assert "preview=" in source
    own, other = Client(), Client()
    own.force_login(editor)
    other.force_login(User.objects.create_user("other", password="correct horse battery"))
    shown = own.get(source)
    assert shown.getvalue().startswith(b"\x89PNG")
    encoded = own.get(rendition)
    assert encoded.getvalue()[4:12] == b"ftypavif"
    assert shown["Cache-Control"] == encoded["Cache-Control"] == "private, no-store"
    assert other.get(rendition).status_code == Client().get(rendition).status_code == 404
    assert other.get(source).status_code == Client().get(source).status_code == 404
    assert own.get(source.split("?")[0]).status_code == 404
    assert own.get(f"{source}x").status_code == 404
