"""Pasted rich text: internal links become references, and leftovers of other programs are removed."""

import pytest
from django.core.exceptions import ValidationError

from cms.models import Organisation, TravelAdvicePage
from publishing.models import Asset
from tests.cms.factories import a_draft, a_page, a_topic, an_upload, get_item, publish

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- Links into the hub ---------------------------------------------------------------------------
HOSTS = [
    "",
    "http://localhost:8000",
    "//testserver",
    "http://www.testserver:81",
    "HTTPS://LOCALHOST",
    "//\uff4cocalhost",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_link_to_a_page_of_ours_is_a_reference(host: str) -> None:
    target = a_page()
    path = get_item(target).path
    addresses = (path, f"{path}?a=b#part", path.rstrip("/"), f"/admin/pages/{target.pk}/edit/")
    page = a_draft(body=[("rich_text", f'<p>See <a href="{host}{address}">this</a>.</p>') for address in addresses])
    for block in page.build_edition().body:
        assert block.html == f'<p>See <a data-content="{target.translation_key}">this</a>.</p>'
    publish(page)


def test_a_link_to_a_former_path_is_a_reference() -> None:
    target = a_page(slug="before")
    target.slug = "after"
    target.save()
    page = a_page(body=[("rich_text", '<p><a href="/guidance/before/">this</a></p>')])
    assert str(target.translation_key) in page.build_edition().body[0].html


def test_links_to_topics_parts_and_files_of_ours_are_references() -> None:
    topic, upload, advice = a_topic(), an_upload(), a_page(TravelAdvicePage, slug="france")
    a_page(body=[("document", {"document": upload})])
    asset = Asset.objects.get()
    expected = {
        "/topics/vigilance/": f'data-content="{topic.translation_key}"',
        "/travel-advice/france/safety-and-security/": f'data-content="{advice.translation_key}"',
        f"/assets/{asset.key}/plan.pdf": f'data-asset="{asset.key}"',
        f"/admin/document-files/{upload.pk}/plan.pdf": f'data-asset="{asset.key}"',
        f"/admin/documents/edit/{upload.pk}/": f'data-asset="{asset.key}"',
    }
    page = a_page(body=[("rich_text", f'<p><a href="http://localhost{address}">this</a></p>') for address in expected])
    for block, reference in zip(page.build_edition().body, expected.values(), strict=True):
        assert reference in block.html


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/nowhere/",
        "/guidance/nowhere/",
        "/admin/pages/99999/edit/",
        "/search/?q=exits",
        "file:///C:/Users/me/plans.doc",
        "javascript:alert(1)",
        "www.example.org",
    ],
)
def test_a_link_that_readers_cannot_follow_is_rejected_by_name(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_page(body=[("heading", {"text": "Go"}), ("rich_text", f'<p><a href="{address}">this</a></p>')])
    (message,) = refused.value.message_dict["body"]
    assert message.startswith(f"Rich text (block 2): “{address}”")
    draft = a_draft()
    draft.body = [("rich_text", f'<p><a href="{address}">this</a></p>')]
    draft.save()  # it may be unfinished


# --- What word processors leave -------------------------------------------------------------------
PASTED = {
    "comment marks": (
        '<p>Look up<a href="#_msocom_1">[MB1]</a> now.</p><p><a href="#_msoanchor_1">[MB1]</a>Is this so?</p>',
        "<p>Look up now.</p>",
    ),
    "comment marks that became links to the admin": (
        '<p>Look<a href="http://localhost:8000/admin/pages/3/edit/#_msocom_2">[MB2]</a> up.</p>',
        "<p>Look up.</p>",
    ),
    "comment marks of a saved file": ('<p>Look<a href="file:///C:/x.htm#_msocom_1">[A1]</a></p>', "<p>Look</p>"),
    "footnotes": (
        '<p>Up<a href="#_ftn1">[1]</a></p><p><a href="http://testserver/admin/pages/3/edit/#_ftnref1">[1]</a> Why.</p>',
        "<p>Up[1]</p><p>[1] Why.</p>",
    ),
    "a table of contents": ('<p><a href="#_Toc123456">Exits</a></p>', "<p>Exits</p>"),
    "Google Docs": (
        '<p><a href="https://www.google.com/url?q=https://example.org/&amp;sa=D">a</a><a href="#cmnt1">[b]</a></p>',
        '<p><a href="https://example.org/" rel="noopener noreferrer">a</a></p>',
    ),
    "Outlook": (
        '<p><a href="https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F%3Fa%3D1'
        '&amp;data=05%7C02%7Cme%40example.org">a</a></p>',
        '<p><a href="https://example.org/?a=1" rel="noopener noreferrer">a</a></p>',
    ),
    "styles and smart tags": (
        '<p class="MsoNormal" style="mso-margin-top-alt:auto">In <st1:City>Bath</st1:City><o:p></o:p></p>'
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]-->",
        "<p>In Bath</p>",
    ),
    "boxes and tables": (
        '<DIV>One</DIV><div class="x">Two</div><table><tr><td>3</td><td>4</td></tr></table><h2 class="x">Up</h2>',
        "<p>One</p><p>Two</p><p>3 4 </p><h3>Up</h3>",
    ),
    "struck out": ("<p>Open<del> not</del> the door</p>", "<p>Open the door</p>"),
    "anchors within the page": ('<p><a href="#look-up">Look</a></p>', '<p><a href="#look-up">Look</a></p>'),
    "bookmarks elsewhere": (
        '<p><a href="https://example.org/a#_ftn1">a</a></p>',
        '<p><a href="https://example.org/a#_ftn1" rel="noopener noreferrer">a</a></p>',
    ),
}


@pytest.mark.parametrize("what", PASTED)
def test_pasted_content_becomes_clean_text(what: str) -> None:
    source, expected = PASTED[what]
    page = a_draft(body=[("rich_text", source)])
    assert page.build_edition().body[0].html == expected


def test_a_tracking_link_in_a_field_becomes_its_target() -> None:
    watched = "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=05"
    assert (
        Organisation.objects.create(name="Acme", slug="acme", side="business", url=watched, locale=a_topic().locale).url
        == "https://example.org/"
    )


def test_empty_blocks_are_in_no_edition_and_anchors_do_not_count_them() -> None:
    page = a_draft(body=[("heading", {"text": "\u200b"}), ("rich_text", "<p>&nbsp;</p>"), ("heading", {"text": "Go"})])
    assert [block.anchor for block in page.build_edition().body] == ["go"]
