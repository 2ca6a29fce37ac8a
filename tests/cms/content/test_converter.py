"""Conversion to an edition: blocks, links, images, files, details, references and terms."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cms.content.converter import Converter
from cms.content.rich_text import resolve_links
from cms.files.published import published_file
from cms.models import (
    BriefingAction,
    BriefingPage,
    GuidancePage,
    ProjectMilestone,
    ProjectPage,
    ProjectPartner,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
    ZCardPanel,
)
from publishing.content.blocks import DocumentBlock, ImageBlock, LinkListBlock, RichTextBlock, TableBlock
from publishing.kinds import Relation
from publishing.models import Asset, AssetUse
from tests.cms.factories import (
    a_draft,
    a_page,
    a_part,
    a_sector,
    a_topic,
    an_image,
    an_organisation,
    an_upload,
    get_item,
    publish,
)
from tests.cms.files.document_factory import a_pdf

pytestmark = pytest.mark.django_db


def converted(*blocks: tuple[str, Any]) -> Any:
    """Return the converted blocks of a body."""
    return a_draft(body=list(blocks)).build_edition().body


def get_links(page: Any) -> set[tuple[str, Any]]:
    return {(reference.relation, reference.target) for reference in page.build_edition().references}


def get_terms(page: Any) -> set[tuple[str, str]]:
    return set(page.build_edition().details.terms())


# --- Rich text -----------------------------------------------------------------------------------
def test_a_link_to_a_page_becomes_a_reference() -> None:
    target = a_page()
    page = a_draft(body=[("rich_text", f'<p>See <a linktype="page" id="{target.pk}">this</a>.</p>')])
    block = page.build_edition().body[0]
    assert isinstance(block, RichTextBlock)
    assert block.html == f'<p>See <a data-content="{target.translation_key}">this</a>.</p>'
    assert (Relation.MENTION, target.translation_key) in get_links(page)


def test_a_link_to_a_document_becomes_a_published_file() -> None:
    upload = an_upload()
    page = a_page(body=[("rich_text", f'<p><a linktype="document" id="{upload.pk}">Plan</a></p>')])
    asset = Asset.objects.get()
    assert f'<a data-asset="{asset.key}">Plan</a>' in page.build_edition().body[0].html
    assert AssetUse.objects.filter(item=get_item(page), asset=asset).exists()


def test_a_link_to_a_deleted_page_keeps_its_text() -> None:
    assert resolve_links('<p><a linktype="page" id="99999">Gone</a></p>').html == "<p>Gone</p>"
    assert resolve_links('<p><a linktype="document" id="x">Gone</a></p>').html == "<p>Gone</p>"


def test_external_links_keep_their_address_and_send_no_referrer() -> None:
    html = resolve_links('<p><a href="https://example.org/?a=1&amp;b=2">Out</a></p>').html
    assert html == '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Out</a></p>'
    assert resolve_links('<a href="mailto:a@example.org">Mail</a>').html == '<a href="mailto:a@example.org">Mail</a>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p><b>Bold</b> and <i>slanted</i></p>", "<p><strong>Bold</strong> and <em>slanted</em></p>"),
        ("<h2>Two</h2><h4>Four</h4>", "<h3>Two</h3><h3>Four</h3>"),
        ('<p onclick="x()">Hi<script>alert(1)</script></p>', "<p>Hi</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ('<p><img src="https://example.org/x.png">Hi</p>', "<p>Hi</p>"),
    ],
)
def test_unknown_html_is_removed(source: str, expected: str) -> None:
    assert resolve_links(source).html == expected


# --- Blocks --------------------------------------------------------------------------------------
def test_anchors_are_unique_in_a_body() -> None:
    blocks = converted(("heading", {"text": "Say why"}), ("heading", {"text": "Say why", "level": "3"}))
    assert [(block.anchor, block.level) for block in blocks] == [("say-why", 2), ("say-why-2", 3)]


def test_a_block_keeps_its_id_from_edition_to_edition() -> None:
    page = a_page(body=[("heading", {"text": "Before"})], update_type="minor")
    before = page.build_edition().body[0].id
    page.title = "Another"
    assert publish(page).build_edition().body[0].id == before


def test_a_table_keeps_headings_and_cells() -> None:
    table = {
        "columns": [{"type": "text", "heading": "Minute"}, {"type": "text", "heading": "What to say"}],
        "rows": [{"values": ["1", "Who is here"]}, {"values": ["2", ""]}],
        "caption": "",
    }
    (block,) = converted(("table", {"caption": "Five minutes", "table": table}))
    assert isinstance(block, TableBlock)
    assert (block.columns, block.rows) == (("Minute", "What to say"), (("1", "Who is here"), ("2", "")))


def test_an_image_comes_in_widths_up_to_its_own() -> None:
    (block,) = converted(("image", {"image": an_image(width=800), "alt": "Exits", "decorative": False}))
    assert isinstance(block, ImageBlock)
    assert [rendition.width for rendition in block.image.renditions] == [320, 640, 800]
    assert {rendition.content_type for rendition in block.image.renditions} == {"image/webp"}
    assert Asset.objects.count() == 3


def test_a_decorative_image_has_no_description() -> None:
    (block,) = converted(("image", {"image": an_image(), "alt": "Left over", "decorative": True}))
    assert (block.image.alt, block.image.decorative) == ("", True)


def test_publishing_twice_makes_no_second_file() -> None:
    image = an_image()
    a_page(body=[("image", {"image": image, "alt": "Exits"})])
    a_page(body=[("image", {"image": image, "alt": "Exits"})])
    assert Asset.objects.count() == 3


def test_a_published_file_remains_after_the_upload_is_deleted() -> None:
    upload = an_upload(a_pdf("The first plan"))
    a_page(body=[("document", {"document": upload})])
    upload.delete()
    with Asset.objects.get().open() as file:
        assert file.read() == a_pdf("The first plan")


def test_a_missing_file_is_named() -> None:
    upload = an_upload(title="The plan")
    upload.file.storage.delete(upload.file.name)
    with pytest.raises(ValidationError, match="The file of “The plan” cannot be read"):
        a_page(body=[("document", {"document": upload})])


def test_deleted_targets_are_left_out_of_the_body() -> None:
    image = an_image()
    page = a_draft(body=[("image", {"image": image, "alt": "Exits"}), ("quote", {"text": "Look."})])
    image.delete()
    page = GuidancePage.objects.get(pk=page.pk)
    assert [block.type for block in page.build_edition().body] == ["quote"]


def test_a_document_has_its_type_and_size() -> None:
    (block,) = converted(("document", {"document": an_upload()}))
    assert isinstance(block, DocumentBlock)
    assert (block.file.filename, block.file.content_type, block.file.size) == (
        "plan.pdf",
        "application/pdf",
        len(a_pdf()),
    )


def test_listed_pages_are_mentions_and_embeds_are_distinct() -> None:
    listed, embedded = a_page(), a_page()
    links = [{"page": listed}, {"title": "Out", "url": "https://example.org/"}]
    page = a_draft(body=[("link_list", {"title": "More", "links": links}), ("embed", {"page": embedded})])
    block = page.build_edition().body[0]
    assert isinstance(block, LinkListBlock)
    assert [(link.title, link.url, link.content_id) for link in block.links] == [
        ("", "", listed.translation_key),
        ("Out", "https://example.org/", None),
    ]
    assert {(Relation.MENTION, listed.translation_key), (Relation.EMBED, embedded.translation_key)} <= get_links(page)


# --- Kinds ---------------------------------------------------------------------------------------
def test_guidance_refers_to_topics_sectors_and_work_streams() -> None:
    topic, sector, stream = a_topic(), a_sector(), a_page(WorkStreamPage)
    page = a_page(topics=[topic], sectors=[sector], work_streams=[stream])
    assert get_links(page) == {
        (Relation.TOPIC, topic.translation_key),
        (Relation.SECTOR, sector.translation_key),
        (Relation.WORK_STREAM, stream.translation_key),
    }
    assert get_item(page).links.count() == 3


def test_a_project_carries_partners_milestones_and_terms() -> None:
    acme, other = an_organisation(), a_page(ProjectPage)
    page = a_page(
        ProjectPage,
        project_code="TT3",
        status="open",
        related_projects=[other],
        partners=[ProjectPartner(organisation=acme, side="business")],
        milestones=[ProjectMilestone(title="Begin", due=date(2018, 6, 1))],
    )
    details = page.build_edition().details
    assert [(partner.organisation, partner.side) for partner in details.partners] == [
        (acme.translation_key, "business")
    ]
    assert [(milestone.title, milestone.due) for milestone in details.milestones] == [("Begin", date(2018, 6, 1))]
    assert {(Relation.PARTNER, acme.translation_key), (Relation.RELATED, other.translation_key)} <= get_links(page)
    assert get_terms(page) == {("tier", "priority"), ("status", "open")}
    assert get_item(page).code == "TT3"


def test_a_briefing_carries_its_actions() -> None:
    page = a_page(BriefingPage, actions=[BriefingAction(text="Walk the edge.")], threat_level="SEVERE")
    assert page.build_edition().details.actions == ("Walk the edge.",)
    assert {("threat_level", "SEVERE"), ("briefing_kind", "seasonal")} <= get_terms(page)


def test_travel_advice_takes_name_and_slug_from_its_country() -> None:
    page = a_page(TravelAdvicePage, country="BO", title="", slug="")
    details = page.build_edition().details
    assert (page.title, get_item(page).path) == ("Bolivia travel advice", "/travel-advice/bolivia/")
    assert (details.country, details.country_name, details.country_slug) == ("BO", "Bolivia", "bolivia")


def test_files_in_parts_and_map_are_listed_with_the_document() -> None:
    upload = an_upload()
    part = ("part", {"title": "Safety", "slug": "safety-and-security", "body": [("document", {"document": upload})]})
    page = a_page(TravelAdvicePage, parts=[part], map_image=an_image(width=300), map_alt="A map")
    assert AssetUse.objects.filter(item=get_item(page)).count() == 2


def test_the_lead_image_is_in_the_slim_columns() -> None:
    page = a_page(image=an_image(width=300), image_alt="Exits")
    edition = get_item(page).edition
    assert edition is not None
    assert edition.stored_image["alt"] == "Exits"


# --- What is refused -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "fields", "problem"),
    [
        (GuidancePage, {"marking": "AMBER", "audience": 0}, "The widest audience for TLP:AMBER is"),
        (GuidancePage, {"marking": "AMBER+STRICT", "audience": 30}, "choose at least one"),
        (GuidancePage, {"marking": "RED", "audience": 20}, "The widest audience for TLP:RED is"),
        (ProjectPage, {"project_code": "XX1"}, "Use the work-stream's code and a number"),
        (ProjectPage, {"project_code": "CP1"}, "belongs to a different work-stream"),
        (TravelAdvicePage, {"parts": [a_part("Health", "health")]}, "safety-and-security is required"),
        (TravelAdvicePage, {"country": "XX", "title": "X", "slug": "x"}, "is not the code of a country"),
        (
            TravelAdvicePage,
            {"alerts": [("alert", {"advised_against": "everything"})]},
            "everything is not one of",
        ),
        (
            ZCardPage,
            {"card_panels": [ZCardPanel(heading="Run", body="Far too long", character_limit=5)]},
            "“Run” is 7 characters too long",
        ),
        (ZCardPage, {"valid_until": date(2001, 1, 1)}, "This is before the start of its validity"),
    ],
)
def test_invalid_pages_are_not_published(model: type[Any], fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        a_page(model, **fields)


def test_a_code_is_unique_in_its_language() -> None:
    a_page(ProjectPage, project_code="TT3", title="First")
    with pytest.raises(ValidationError, match="TT3 is already the code of another page"):
        a_page(ProjectPage, project_code="TT3")


def test_a_briefing_does_not_expire_before_it_is_effective() -> None:
    with pytest.raises(ValidationError, match="would expire before it takes effect"):
        a_page(BriefingPage, effective_at="2030-01-02T00:00:00Z", expire_at="2030-01-01T00:00:00Z")


def test_a_conversion_without_content_is_empty() -> None:
    conversion = Converter()
    assert (conversion.assets(), tuple(conversion.references())) == ((), ())


def test_a_file_never_goes_by_the_name_that_another_page_gave_it() -> None:
    confidential = published_file(an_upload(name="operation-heron.pdf"))
    public = an_upload(name="leaflet.pdf")
    assert published_file(public).filename == "leaflet.pdf"
    assert published_file(public).asset != confidential.asset
    assert published_file(public) == published_file(public)
