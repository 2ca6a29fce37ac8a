"""A draft may be unfinished: saving it keeps all that was typed, and publishing it names what is missing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.blocks import BODY_BLOCKS, Body
from cms.editing.checklist import checklist
from cms.models import (
    BriefingPage,
    GuidancePage,
    ProjectPage,
    Section,
    StandardPage,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
)
from tests.cms.factories import SECTIONS, a_draft, a_page, an_image, section
from tests.cms.test_conformance import PAGE_TYPES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

COMMON: dict[str, Any] = {
    "summary": "",
    "content_owner": "",
    "review_date": "",
    "audience": "0",
    "marking": "CLEAR",
    "update_type": "major",
    "change_note": "",
    "image": "",
    "image_alt": "",
    "replaced_by": "",
    "moved_to": "",
    "comments": inline_formset([]),
}
NO_LINK = {"title": "", "page": "", "url": ""}
NO_TABLE = {"caption": "", "column-count": "0", "row-count": "0"}
# Each block as it is when an editor has just added it.
EMPTY_BLOCKS: dict[str, Any] = {
    "heading": {"text": "", "level": "2"},
    "rich_text": rich_text(""),
    "callout": {"tone": "warning", "title": "", "text": rich_text("")},
    "steps": {"steps": streamfield([])},
    "table": {"caption": "", "table": NO_TABLE},
    "image": {"image": "", "alt": "", "caption": "", "credit": ""},
    "document": {"document": ""},
    "quote": {"text": "", "attribution": ""},
    "contact": {"name": "", "role": "", "telephone": "", "email": "", "url": "", "hours": ""},
    "link_list": {"title": "", "links": streamfield([])},
    "embed": {"page": ""},
}
# Values that a field rejects on publication, but a draft keeps as typed.
WRONG_BLOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "heading": ({"text": "h" * 130, "level": "2"}, "h" * 130),
    "contact": (
        {**EMPTY_BLOCKS["contact"], "name": "Desk", "email": "desk at example", "url": "not a url"},
        "not a url",
    ),
    "link_list": (
        {
            "title": "",
            "links": {
                "count": "1",
                "0": {"order": "0", "deleted": "", "id": "", "value": NO_LINK | {"url": "example"}},
            },
        },
        "example",
    ),
}
TRAVEL: dict[str, Any] = {
    "country": "FR",
    "synonyms": "",
    "alerts-count": "0",
    "map_image": "",
    "map_alt": "",
    "provenance_publisher": "",
    "provenance_url": "not a url",
    "provenance_licence": "",
    "provenance_fetched_at": "",
}
UNFINISHED: dict[type[Page], dict[str, Any]] = {
    BriefingPage: {
        "headline": "",
        "reference": "",
        "briefing_kind": "",
        "effective_at": "",
        "threat_level": "",
        "read_aloud": "",
        "supersedes": "",
        "actions": inline_formset([{"text": ""}]),
    },
    GuidancePage: {},
    StandardPage: {},
    WorkStreamPage: {"work_stream_code": "ZZ", "co_chair_police": "", "co_chair_business": ""},
    ProjectPage: {
        "project_action": "",
        "vision": "",
        "project_code": "nope",
        "work_stream": "",
        "tier": "priority",
        "status": "proposed",
        "lead": "",
        "partners": inline_formset([{"organisation": "", "side": ""}]),
        "milestones": inline_formset([{"title": "", "due": "", "done": "", "evidence": ""}]),
    },
    TravelAdvicePage: {
        **TRAVEL,
        "parts": streamfield([("part", {"title": "", "slug": "Not A Slug", "body": streamfield([])})]),
    },
    ZCardPage: {
        "card_code": "",
        "card_edition": "",
        "valid_from": "",
        "valid_until": "",
        "card_panels": inline_formset([{"heading": "", "body": "", "character_limit": "", "side": "front"}]),
    },
}
MISSING: dict[type[Page], tuple[str, ...]] = {
    BriefingPage: ("Headline is missing", "Reference is missing", "Kind is missing", "Text is missing"),
    GuidancePage: ("Describe the image",),
    StandardPage: ("Describe the image",),
    WorkStreamPage: ("The codes are T, CP, TT, CF and SR.",),
    ProjectPage: (
        "Action is missing",
        "Vision is missing",
        "Use the work-stream's code and a number",
        "Organisation is missing",
    ),
    TravelAdvicePage: ("lowercase letters, digits and single hyphens", "safety-and-security is required"),
    ZCardPage: ("Code is missing", "Edition is missing", "Valid from is missing", "Heading is missing"),
}


def sent(model: type[Page], **fields: Any) -> dict[str, Any]:
    """Return the data of a page type's form without any required value."""
    body = {} if model in (TravelAdvicePage, ZCardPage) else {"body": streamfield(list(EMPTY_BLOCKS.items()))}
    return nested_form_data(
        {"title": "Unfinished", "slug": "unfinished", **COMMON, **body, **UNFINISHED[model], **fields}
    )


def get_draft(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def edit(client: Client, page: Page, data: dict[str, Any], **headers: str) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, headers=headers)


def test_every_page_type_and_block_is_walked() -> None:
    assert set(EMPTY_BLOCKS) == set(BODY_BLOCKS)
    structure = {model for model in PAGE_TYPES if model.__name__ in ("Home", "Section")}
    assert set(UNFINISHED) == set(MISSING) == set(PAGE_TYPES) - structure


@pytest.mark.parametrize("model", UNFINISHED, ids=lambda model: model.__name__)
def test_an_unfinished_page_can_be_created_saved_and_autosaved(admin: Client, model: type[Page]) -> None:
    parent = section(SECTIONS[model])
    created = admin.post(
        reverse("wagtailadmin_pages:add", args=["cms", model._meta.model_name, parent.pk]), sent(model)
    )
    assert created.status_code == 302, created.content.decode()
    page = model.objects.get(slug="unfinished")
    assert edit(admin, page, sent(model, title="Saved")).status_code == 302
    assert get_draft(page).title == "Saved"
    autosaved = edit(admin, page, sent(model, title="Autosaved"), accept="application/json")
    assert autosaved.json()["success"], autosaved.content.decode()
    assert get_draft(page).title == "Autosaved"


@pytest.mark.parametrize("model", UNFINISHED, ids=lambda model: model.__name__)
def test_an_unfinished_draft_of_a_live_page_leaves_readers_the_live_version(admin: Client, model: type[Page]) -> None:
    page = a_page(model)
    assert edit(admin, page, sent(model)).status_code == 302
    assert get_draft(page).title == "Unfinished"
    assert type(page).objects.get(pk=page.pk).title == page.title


@pytest.mark.parametrize("model", UNFINISHED, ids=lambda model: model.__name__)
def test_an_unfinished_page_is_not_published_and_missing_fields_are_named(admin: Client, model: type[Page]) -> None:
    page = a_draft(model)
    edit(admin, page, sent(model))
    refused = edit(admin, page, {**sent(model), "action-publish": "yes"})
    assert refused.status_code == 200
    assert not Page.objects.get(pk=page.pk).live
    listed = " ".join(check.text for check in checklist(get_draft(page)) if check.is_required)
    for missing in MISSING[model]:
        assert missing in listed
    with pytest.raises(ValidationError):
        get_draft(page).get_latest_revision().publish()


@pytest.mark.slow
@pytest.mark.parametrize("block_type", EMPTY_BLOCKS)
def test_every_block_may_be_empty_in_a_draft_and_is_listed(admin: Client, block_type: str) -> None:
    page = a_draft()
    body = streamfield([(block_type, EMPTY_BLOCKS[block_type])])
    assert edit(admin, page, sent(GuidancePage, body=body)).status_code == 302
    kept = get_draft(page)
    assert [child.block_type for child in kept.body] == [block_type]
    if block_type not in ("rich_text", "callout"):  # an empty paragraph is no error: the converter removes it
        assert any("(block 1)" in check.text for check in checklist(kept) if check.is_required)
        refused = edit(admin, page, {**sent(GuidancePage, body=body), "action-publish": "yes"})
        assert refused.status_code == 200


@pytest.mark.parametrize("block_type", WRONG_BLOCKS)
def test_a_draft_keeps_what_its_blocks_would_reject(admin: Client, block_type: str) -> None:
    typed, text = WRONG_BLOCKS[block_type]
    page = a_draft()
    body = streamfield([(block_type, typed)])
    assert edit(admin, page, sent(GuidancePage, body=body)).status_code == 302
    assert text in str(get_draft(page).body.raw_data[0])
    edit(admin, page, {**sent(GuidancePage, body=body), "action-publish": "yes"})
    assert not Page.objects.get(pk=page.pk).live


def test_a_draft_keeps_what_its_fields_would_reject(admin: Client) -> None:
    project, country = a_draft(ProjectPage), a_draft(TravelAdvicePage)
    edit(admin, project, sent(ProjectPage, moved_to="not a url"))
    edit(admin, country, sent(TravelAdvicePage))
    assert (get_draft(project).project_code, get_draft(project).moved_to) == ("nope", "not a url")
    assert get_draft(country).provenance_url == "not a url"
    assert get_draft(country).parts[0].value["slug"] == "Not A Slug"


def test_even_a_draft_rejects_what_cannot_be_stored(admin: Client) -> None:
    page = a_draft(BriefingPage)
    assert edit(admin, page, sent(BriefingPage, headline="h" * 256)).status_code == 200
    assert get_draft(page).headline == page.headline


def test_an_image_without_a_description_is_kept_in_drafts_and_rejected_on_publication() -> None:
    stream = Body()
    value = stream.to_python([{"type": "image", "value": {"image": an_image().pk, "alt": ""}}])
    assert stream.clean_deferred(value)[0].value["alt"] == ""
    with pytest.raises(ValidationError) as refused:
        stream.clean(value)
    error: Any = refused.value
    assert set(error.block_errors[0].block_errors) == {"alt"}


def test_a_section_may_be_unfinished_too(admin: Client) -> None:
    page = Section.objects.get(slug="guidance", locale__language_code="en-gb")
    body = streamfield([("image", EMPTY_BLOCKS["image"])])
    data = nested_form_data({"title": "Guidance", "slug": "guidance", **COMMON, "body": body, "lists": "guidance"})
    assert edit(admin, page, data).status_code == 302


# --- One caption ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ours", "second", "shown"),
    [
        ("Barriers by height", "", "Barriers by height"),
        ("", "Measured in 2026", "Measured in 2026"),
        ("Barriers by height.", "Measured in 2026", "Barriers by height. Measured in 2026"),
        ("Barriers by height", "Barriers by height", "Barriers by height"),
    ],
)
def test_a_table_has_one_caption_that_includes_the_second_of_old_drafts(ours: str, second: str, shown: str) -> None:
    table = {"columns": [{"type": "text", "heading": "A"}], "rows": [{"values": ["1"]}], "caption": second}
    page = a_page(body=[("table", {"caption": ours or "-", "table": table})])
    stored = [{"type": "table", "value": {"caption": ours, "table": table}}]
    value = page.body.stream_block.to_python(stored)[0].value
    assert (value["caption"], value["table"].caption) == (shown, "")
