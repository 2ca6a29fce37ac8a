"""Text that enters through fields, blocks, forms and plain saves is cleaned, or rejected with the name of its field."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.content.cleaning import clean_model
from cms.content.stream_data import map_texts
from cms.models import BriefingAction, BriefingPage, GuidancePage, Organisation, TravelAdvicePage
from partners.models import ApiKey, Partner
from publishing.content.fields import TextType
from publishing.models import ContentItem
from tests.cms.factories import a_draft, a_page, a_topic, an_image, an_organisation, an_upload, get_item
from tests.publishing.content.test_fields import CLEAN, HOSTILE, REFUSED

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MODELS = list(apps.get_app_config("cms").get_models())
LINE, LINES = CLEAN[TextType.LINE], CLEAN[TextType.LINES]
WRITTEN_FIELDS = [
    (model, field.name)
    for model in MODELS
    for field in model._meta.concrete_fields
    if isinstance(field, models.CharField | models.TextField) and not field.choices
]
STREAMS = [
    (model, field.name) for model in MODELS for field in model._meta.concrete_fields if isinstance(field, StreamField)
]


def named(value: Any) -> str:
    return getattr(value, "__name__", value)


# --- Walks ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("model", "name"), WRITTEN_FIELDS, ids=named)
def test_every_field_of_every_model_is_cleaned_or_rejected(model: type[Any], name: str) -> None:
    field = model._meta.get_field(name)
    if isinstance(field, models.URLField):
        for address in REFUSED:
            with pytest.raises(ValidationError) as refused:
                clean_model(model(**{name: address}))
            assert list(refused.value.message_dict) == [name]
        return
    instance = model(**{name: HOSTILE})
    clean_model(instance)
    assert getattr(instance, name) == (LINES if isinstance(field, models.TextField) else LINE)


@pytest.mark.parametrize(("model", "name"), STREAMS, ids=named)
def test_every_text_of_every_block_is_cleaned_or_rejected(model: type[Any], name: str) -> None:
    field = model._meta.get_field(name)
    instance = model(**{name: field.to_python(a_value(field.stream_block, HOSTILE))})
    problems = ""
    try:
        clean_model(instance)
    except ValidationError as error:
        problems = str(error)
    texts: list[tuple[type[Any], str]] = []

    def visit(block: Any, text: str, _: str) -> str:
        texts.append((type(block), text))
        return text

    map_texts(field.stream_block, field.get_prep_value(getattr(instance, name)), "", visit)
    assert any(issubclass(block, blocks.URLBlock) for block, _ in texts) == ("not a valid web address" in problems)
    assert texts
    for block, text in texts:
        if not issubclass(block, blocks.URLBlock | blocks.ChoiceBlock):
            assert text in (LINE, LINES), block


TAKING = (
    blocks.CharBlock,
    blocks.TextBlock,
    blocks.RichTextBlock,
    blocks.URLBlock,
    blocks.EmailBlock,
    blocks.RegexBlock,
)


def a_value(block: Any, text: str) -> Any:
    """Return the raw value of a block, with a text wherever it accepts one."""
    if isinstance(block, TypedTableBlock):
        return {"columns": [{"type": "text", "heading": text}], "rows": [{"values": [text]}], "caption": text}
    if isinstance(block, blocks.StreamBlock):
        children = block.child_blocks.items()
        return [{"type": kind, "value": a_value(child, text), "id": str(uuid4())} for kind, child in children]
    if isinstance(block, blocks.StructBlock):
        return {kind: a_value(child, text) for kind, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": a_value(block.child_block, text), "id": str(uuid4())}]
    return text if isinstance(block, TAKING) else None


def test_partners_write_clean_names_and_real_origins() -> None:
    partner = Partner.objects.create(name="Ac\x0bme\u200b", slug="acme", contact="a@example.org")
    assert partner.name == "Ac me"
    for origin in ("javascript://example.org", "ftp://example.org", "file://host"):
        with pytest.raises(ValidationError, match="is not an origin"):
            ApiKey(partner=partner, label="x", origins=origin).save()


def test_no_other_app_has_fields_for_addresses() -> None:
    for app in ("publishing", "counting", "search", "partners", "graphql_api", "website"):
        fields = [field for model in apps.get_app_config(app).get_models() for field in model._meta.concrete_fields]
        assert not [field for field in fields if isinstance(field, models.URLField)]


# --- Ways in --------------------------------------------------------------------------------------
def test_a_plain_save_cleans_what_is_saved_and_published() -> None:
    page = a_page(
        BriefingPage, title="Look\x0bup\u200b", summary="One\r\ntwo\x00", actions=[BriefingAction(text="Go\x0b now")]
    )
    page.refresh_from_db()
    assert (page.title, page.summary, page.actions.get().text) == ("Look up", "One\ntwo", "Go now")
    edition = get_item(page).edition
    assert (edition.title, edition.summary, edition.stored_details["actions"]) == ("Look up", "One\ntwo", ["Go now"])


def test_titles_of_files_and_texts_of_snippets_are_cleaned() -> None:
    assert an_image(title="A\x0bdoor").title == an_upload(title="A\x0bdoor").title == "A door"
    assert a_topic(name="Vigi\u00adlance").name == "Vigilance"


def test_a_form_treats_invisible_text_as_missing(admin: Client) -> None:
    page = a_draft(BriefingPage)
    page.headline = "\u200b\ufeff"
    with pytest.raises(ValidationError, match="headline"):
        page.full_clean()


def test_a_form_saves_clean_text(admin: Client) -> None:
    data = {"name": "Crowd\x0bsafety\u200b", "slug": "crowds", "description": "e\u0301\r\nb"}
    response = admin.post(reverse("wagtailsnippets_cms_topic:add"), data)
    assert response.status_code == 302, response.context["form"].errors
    item = ContentItem.objects.get(kind="topic")
    assert (item.edition.title, item.edition.summary) == ("Crowd safety", "\xe9\nb")


@pytest.mark.parametrize("address", REFUSED)
def test_a_disallowed_url_is_never_saved(address: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        Organisation.objects.create(name="Acme", slug="acme", side="business", url=address, locale=a_topic().locale)
    organisation = an_organisation()
    organisation.url = address
    with pytest.raises(ValidationError, match="url"):
        organisation.save()
    for fields in ({"moved_to": address}, {"body": [("contact", {"name": "Desk", "url": address})]}):
        with pytest.raises(ValidationError, match=r"moved_to|body"):
            a_draft(**fields)
    with pytest.raises(ValidationError, match="provenance_url"):
        a_page(TravelAdvicePage, provenance_publisher="FCDO", provenance_url=address)
    assert not ContentItem.objects.filter(kind__in=("guidance", "travel_advice")).exists()


def test_a_link_list_names_the_block_and_the_address() -> None:
    links = [{"title": "There", "url": "https://www.localhost:8000/guidance/x/", "page": None}]
    with pytest.raises(ValidationError, match=r"Link list \(block 1\), Links 1, Web address: “https://www.localhost"):
        a_page(body=[("link_list", {"title": "", "links": links})])


def test_a_page_with_an_old_bad_address_can_still_be_unpublished() -> None:
    page = a_page()
    Page.objects.filter(pk=page.pk).update(title=page.title)
    GuidancePage.objects.filter(pk=page.pk).update(moved_to="javascript:alert(1)")
    GuidancePage.objects.get(pk=page.pk).unpublish()
    assert get_item(page).gone == "withdrawn"


# --- A form --------------------------------------------------------------------------------------
def test_the_form_names_the_rejected_link(admin: Client) -> None:
    page = a_page(body=[("contact", {"name": "Desk", "url": ""})])
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    contact = {"name": "Desk", "role": "", "telephone": "", "email": "", "hours": "", "url": "http://localhost:8000/x/"}
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "marking": "CLEAR",
            "audience": "0",
            "update_type": "minor",
            "action-publish": "yes",
            "body": streamfield([("contact", contact)]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        }
    )
    data |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    response = admin.post(edit, data)
    assert response.status_code == 200
    assert "is an address of the hub itself" in response.content.decode()
