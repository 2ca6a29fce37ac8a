"""An import never undoes what an editor changed: the three-way comparison, with real pages."""

import json
from typing import Any

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import RichTextBlock

from cms.blocks.base import RICH_TEXT_FEATURES
from cms.content.stream_data import map_texts
from cms.models import TravelAdvicePage
from publishing.kinds.travel_advice import AlertExtent
from publishing.models import Edition
from tests.cms.factories import a_page, publish
from tests.cms.importing.conftest import Import, the_details, the_item
from tests.cms.importing.documents import a_document, a_later, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HEALTH = 2
OWN = "<p>Boil water. Our clinics are listed below.</p>"


def edit(slug: str, html: str, *, live: bool = True) -> Any:
    """Change a part as an editor does."""
    page = TravelAdvicePage.objects.get()
    parts = page.parts.get_prep_value()
    for part in parts:
        if part["value"]["slug"] == slug:
            part["value"]["body"] = [{"type": "rich_text", "value": html}]
    page.parts = json.dumps(parts)
    page.change_note = f"Edited {slug}."
    revision = page.save_revision()
    if live:
        revision.publish()
    return page


def html(number: int) -> str:
    return str(the_details().parts[number].body[-1].html)


def test_what_only_an_editor_changed_is_kept(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    edit("health", OWN)
    report = run_import(a_later(document, parts=with_part(document, "summary", "<p>New summary.</p>")))
    assert report["documents"][0]["kept"] == ["parts/health"]
    assert (html(0), html(HEALTH)) == ("<p>New summary.</p>", OWN)


def test_what_both_changed_waits_as_a_draft_and_readers_keep_what_they_have(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    edit("health", OWN)
    later = a_later(document, parts=with_part(document, "health", "<p>Drink from bottles.</p>"))
    report = run_import(later)
    assert report["documents"][0]["outcome"] == "held"
    assert report["documents"][0]["held"] == ["parts/health"]
    assert "waits for an editor: parts “Health”:" in report["documents"][0]["differences"][0]
    assert html(HEALTH) == OWN
    page = TravelAdvicePage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert page.has_unpublished_changes
    assert "Drink from bottles." in draft.parts[HEALTH].value["body"][0].value.source
    # It is put up for review once.
    assert run_import(later, arguments=("--all",))["counts"]["held"] == 0
    assert page.revisions.count() == TravelAdvicePage.objects.get().revisions.count()


def test_an_editors_unfinished_draft_survives_an_import(run_import: Import) -> None:
    document = a_document()
    run_import(document)
    edit("health", OWN, live=False)
    run_import(a_later(document, parts=with_part(document, "summary", "<p>New summary.</p>")))
    assert html(0) == "<p>New summary.</p>"
    assert html(HEALTH) == "<p>Boil water.</p>"
    draft = TravelAdvicePage.objects.get().get_latest_revision_as_object()
    assert draft.parts[0].value["body"][0].value.source == "<p>New summary.</p>"
    assert draft.parts[HEALTH].value["body"][0].value.source == OWN


def test_areas_that_an_editor_added_survive_an_import_that_does_not_change_their_alert(run_import: Import) -> None:
    document = a_document(alert_status=["avoid_all_travel_to_parts"])
    run_import(document)
    page = TravelAdvicePage.objects.get()
    area = {"name": "Border", "description": "20 km.", "reason": "Mines.", "geometry": ""}
    page.alerts[0].value["extent"] = AlertExtent.NAMED_PARTS
    page.alerts[0].value["areas"] = [area]
    page.change_note = "Areas."
    publish(page)
    both = ["avoid_all_but_essential_travel_to_whole_country", "avoid_all_travel_to_parts"]
    run_import(a_later(document, alert_status=both))
    alerts = the_details().alerts
    assert [(alert.status, len(alert.areas)) for alert in alerts] == [(both[0], 0), (both[1], 1)]


def test_saving_a_page_unchanged_in_the_editor_is_no_change(run_import: Import) -> None:
    body = (
        "<h2>Here</h2><p>One <strong>two</strong> <em>three</em>,"
        " <a href='/foreign-travel-advice/lebanon'>four</a>.</p>"
        "<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c<br/>d</li></ol><p>e &amp; f&nbsp;g &lt;h&gt;</p>"
        "<div class='call-to-action'><p>i <a href='mailto:a@example.org'>j</a></p></div>"
    )
    document = a_document()
    document["details"]["parts"] = with_part(document, "health", body)
    run_import(document)
    page = TravelAdvicePage.objects.get()
    converter = ContentstateConverter(RICH_TEXT_FEATURES)

    def saved(source: str) -> str:
        return str(converter.to_database_format(converter.from_database_format(source)))

    raw = map_texts(
        page.parts.stream_block,
        page.parts.get_prep_value(),
        "",
        lambda block, text, _: saved(text) if isinstance(block, RichTextBlock) else text,
    )
    assert "data-block-key" in str(raw)
    page.parts = json.dumps(raw)
    page.change_note = "Saved."
    page.save_revision().publish()
    report = run_import(a_later(document, parts=with_part(document, "health", "<p>New.</p>")))
    assert report["documents"][0]["held"] == []
    assert html(HEALTH) == "<p>New.</p>"


def test_a_page_that_was_written_here_is_left_to_its_editors(run_import: Import) -> None:
    a_page(TravelAdvicePage, country="LB", title="", slug="", summary="Ours.")
    report = run_import(a_document())
    assert "The page was written here" in report["documents"][0]["problem"]
    assert Edition.objects.filter(item__path="/travel-advice/lebanon/").count() == 1
    assert run_import(a_document(), arguments=("--replace",))["counts"]["updated"] == 1
    assert the_item().edition.summary == "Invented travel advice for Lebanon."


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_page_that_was_withdrawn_here_is_not_published_again(action: str, run_import: Import) -> None:
    document = a_document()
    run_import(document)
    getattr(TravelAdvicePage.objects.get(), action)()
    report = run_import(a_later(document))
    assert report["counts"]["held"] == 1
    assert not TravelAdvicePage.objects.live().exists()


def test_a_part_keeps_the_ids_of_its_unchanged_blocks(run_import: Import) -> None:
    document = a_document()
    body = "<h2>Crime</h2><p>One.</p><h2>Roads</h2><p>Two.</p>"
    document["details"]["parts"] = with_part(document, "health", body)
    run_import(document)
    before = [block.id for block in the_details().parts[HEALTH].body]
    changed = with_part(document, "health", body.replace("<h2>Roads", "<h2>Water</h2><p>New.</p><h2>Roads"))
    run_import(a_later(document, parts=changed))
    after = [block.id for block in the_details().parts[HEALTH].body]
    assert set(before) < set(after)
