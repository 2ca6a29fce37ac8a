"""The preview panel shows drafts in partners' front ends: what may leave the hub, and only when the editor says so."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from strawberry.utils.str_converters import to_camel_case
from wagtail.admin.models import FormState
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.editing.source_maps import build_source_map
from cms.models import BriefingPage, GuidancePage, ProjectPage, TravelAdvicePage, ZCardPage
from graphql_api.content.base import node_type
from graphql_api.schema.schema import schema
from partners.issuing import revoke
from partners.models import ApiKey
from publishing.access.audiences import Audience, Marking
from publishing.models import Change, PreviewedDocument
from publishing.previews.sites import PreviewSite
from tests.cms.editing.test_editing import TYPES
from tests.cms.factories import a_draft, a_page, an_editor, an_image, section, signed_in
from tests.graphql_api.api_client import ask
from tests.partners.making import bearing
from tests.previews import a_front_end

pytestmark = pytest.mark.django_db

QUERY = "query ($token: String!) { preview(token: $token) { title sourceMap { editUrl blocks { id editUrl } } } }"
TOMORROW = timezone.now() + timedelta(days=1)


@pytest.fixture
def front_end() -> tuple[PreviewSite, str]:
    """A partner's front end, and its key."""
    return a_front_end()


def panel(client: Client, page: Page, site: PreviewSite) -> Any:
    """Return what the preview panel shows in the mode of a front end."""
    name = "preview_on_edit" if FormState.objects.exists() else "view_draft"
    address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
    return client.get(address, {"in_preview_panel": "true", "mode": f"partner:{site.key}"})


def press(client: Client, page: Page, site: PreviewSite) -> Any:
    """Press the button in the panel."""
    return client.post(reverse("cms_preview_at_partner", args=[page.pk, site.key]))


def write(client: Client, page: Page, **fields: Any) -> None:
    """Change the edit form of guidance without saving it."""
    form = {"title": page.title, "slug": page.slug, "body": streamfield([("rich_text", rich_text("<p>Look.</p>"))])}
    handling = {"marking": "CLEAR", "audience": "0", "update_type": "major", "comments": inline_formset([])}
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, nested_form_data({**form, **handling, **fields})).json()["is_valid"]


def test_a_draft_is_shown_as_the_form_has_it_once_the_editor_says_so(
    admin: Client, front_end: tuple[PreviewSite, str]
) -> None:
    site, key = front_end
    page, changes = a_page(), Change.objects.count()
    write(admin, page, title="Not saved yet")
    offered = panel(admin, page, site)
    assert "Harbour Trust (Portal)" in offered.content.decode()
    assert "form-action 'self' https://portal.example.org" in offered["Content-Security-Policy"]
    assert not PreviewedDocument.objects.exists()
    opened = press(admin, page, site)
    assert opened.status_code == 302
    assert opened["Location"].startswith("https://portal.example.org/preview/")
    assert "no-store" in opened["Cache-Control"]
    token = opened["Location"].rpartition("/")[2]
    assert ask(Client(headers=bearing(key)), QUERY, token=token)["preview"]["title"] == "Not saved yet"
    assert Change.objects.count() == changes
    assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().title == page.title
    history = admin.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Previewed the draft at Harbour Trust (Portal)" in history


def test_the_next_preview_ends_the_one_before(admin: Client, front_end: tuple[PreviewSite, str]) -> None:
    page = a_page()
    first, second = (press(admin, page, front_end[0])["Location"].rpartition("/")[2] for _ in range(2))
    client = Client(headers=bearing(front_end[1]))
    assert ask(client, QUERY, token=first) == {"preview": None}
    assert ask(client, QUERY, token=second)["preview"]


def test_only_the_editor_of_a_page_may_show_it(front_end: tuple[PreviewSite, str]) -> None:
    page = a_page()
    assert press(Client(), page, front_end[0])["Location"].startswith("/admin/login/")
    assert press(signed_in("Partner managers"), page, front_end[0]).status_code == 302
    assert not PreviewedDocument.objects.exists()
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = signed_in().cookies
    assert press(forged, page, front_end[0]).status_code == 403
    assert forged.get(reverse("cms_preview_at_partner", args=[page.pk, front_end[0].key])).status_code == 405


REFUSALS: dict[str, dict[str, Any]] = {
    "TLP:RED": {"marking": Marking.RED, "audience": Audience.NAMED},
    "embargoed until": {"go_live_at": TOMORROW},
    "takes effect": {"model": BriefingPage, "effective_at": TOMORROW},
    "front end's readers": {"marking": Marking.AMBER, "audience": Audience.VALIDATED},
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_what_may_not_be_shown_is_refused_with_the_reason(
    admin: Client, front_end: tuple[PreviewSite, str], reason: str
) -> None:
    page = a_draft(**REFUSALS[reason])
    for shown in (panel(admin, page, front_end[0]), press(admin, page, front_end[0])):
        assert shown.status_code == 200
        assert reason in BeautifulSoup(shown.content, "html.parser").get_text()
        assert b"<form" not in shown.content
    assert not PreviewedDocument.objects.exists()


def test_a_page_with_a_scheduled_version_is_embargoed(admin: Client, front_end: tuple[PreviewSite, str]) -> None:
    page = a_page()
    page.go_live_at = TOMORROW
    page.save_revision().publish()
    page.go_live_at = None
    page.save_revision()
    assert "embargoed until" in press(admin, page, front_end[0]).content.decode()


ENDINGS: dict[str, dict[str, Any]] = {
    "RED": {"marking": Marking.RED, "audience": Audience.NAMED},
    "embargoed": {"go_live_at": TOMORROW},
    "for others": {"audience": Audience.REGISTERED},
}


@pytest.mark.parametrize("change", ENDINGS)
def test_previews_end_once_the_draft_may_no_longer_be_shown(
    admin: Client, front_end: tuple[PreviewSite, str], change: str
) -> None:
    page, other = a_page(), a_page()
    for one in (page, other):
        press(admin, one, front_end[0])
    page.save_revision()
    assert PreviewedDocument.objects.count() == 2
    page.change_note = "For others."
    for name, value in ENDINGS[change].items():
        setattr(page, name, value)
    page.save_revision()
    assert PreviewedDocument.objects.get().content_id == other.translation_key


def test_previews_end_with_the_page(admin: Client, front_end: tuple[PreviewSite, str]) -> None:
    page = a_page()
    press(admin, page, front_end[0])
    page.delete()
    assert not PreviewedDocument.objects.exists()


def test_front_ends_are_offered_while_their_keys_work(admin: Client, front_end: tuple[PreviewSite, str]) -> None:
    page = a_page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def offered() -> tuple[bool, bool]:
        answer = admin.get(address)
        framed = "frame-src 'self' https://portal.example.org" in answer["Content-Security-Policy"]
        return "At Harbour Trust (Portal)" in answer.content.decode(), framed

    assert offered() == (True, True)
    assert "portal.example.org" not in admin.get("/admin/")["Content-Security-Policy"]
    revoke(ApiKey.objects.get(prefix=front_end[0].key))
    assert offered() == (False, False)
    assert "does not show drafts" in press(admin, page, front_end[0]).content.decode()


def test_a_file_that_the_editor_may_not_see_is_not_shown_to_a_partner(front_end: tuple[PreviewSite, str]) -> None:
    image = an_image()
    a_draft(marking=Marking.RED, audience=Audience.NAMED, image=image, image_alt="Exits", owner=an_editor("Editor"))
    page = a_draft(image=image, image_alt="Exits")
    answer = press(signed_in("Editor"), page, front_end[0])
    assert "a file that you may not see" in answer.content.decode()


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_source_maps_name_fields_of_the_schema_and_sections_of_the_form(admin: Client, model: type[Page]) -> None:
    page = a_draft(model)
    edition = page.build_edition()
    source_map = build_source_map(page, edition)
    definition: Any = schema._schema.type_map[node_type(edition.kind).__name__]
    assert {to_camel_case(name) for name in source_map["fields"]} <= definition.fields.keys()
    form = BeautifulSoup(admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    assert [anchor for anchor in source_map["fields"].values() if form.find(id=anchor) is None] == []
    assert {"title", "summary", "topics"} <= source_map["fields"].keys()


FIELDS = {
    GuidancePage: {"body", "sectors", "work_streams", "owner", "review_by", "path"},
    BriefingPage: {"body", "reference", "code", "headline", "actions", "effective_at"},
    ProjectPage: {"body", "code", "action", "vision", "work_streams", "partners", "milestones", "related"},
    TravelAdvicePage: {"parts", "country", "map", "provenance", "alerts"},
    ZCardPage: {"code", "panels", "languages"},
}


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_source_maps_have_what_editors_write(model: type[Page]) -> None:
    page = a_draft(model)
    assert FIELDS[model] - build_source_map(page, page.build_edition())["fields"].keys() == set()


def test_blocks_are_mapped_wherever_they_are() -> None:
    page = a_draft(TravelAdvicePage)
    edition = page.build_edition()
    (block,) = edition.details.parts[0].body
    assert build_source_map(page, edition)["blocks"] == {str(block.id): f"block-{block.id}-section"}


def test_a_new_page_is_offered_to_partners_once_it_is_saved(admin: Client, front_end: tuple[PreviewSite, str]) -> None:
    address = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", section("guidance").pk])
    assert "At Harbour Trust" not in admin.get(address).content.decode()
