"""The preview panel beside the edit form."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.cms.factories import a_page, section

pytestmark = pytest.mark.django_db

HANDLING = {"marking": "CLEAR", "audience": "0", "update_type": "major", "comments": inline_formset([])}


def written(client: Client, address: str, mode: str = "", **fields: Any) -> Any:
    """Return the preview of the form's current content."""
    client.post(address, nested_form_data({**HANDLING, **fields}))
    return client.get(address, {"in_preview_panel": "true", "mode": mode})


def guidance(client: Client, mode: str = "") -> Any:
    page = a_page(slug="exits")
    body = streamfield([("rich_text", rich_text("<p>Look.</p>"))])
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    return written(client, address, mode, title="Watch the gates", slug="exits", summary="Look twice.", body=body)


def test_the_preview_is_displayed_beside_the_editor(admin: Client) -> None:
    """Pages may not be framed, except the preview in the editor, with the script that checks its text."""
    beside = guidance(admin)
    text = beside.content.decode()
    assert "Watch the gates" in text
    assert "<wagtail-userbar>" in text
    assert "frame-ancestors 'self'" in beside["Content-Security-Policy"]
    assert beside["X-Frame-Options"] == "SAMEORIGIN"
    read = admin.get("/guidance/exits/")
    assert "<wagtail-userbar>" not in read.content.decode()
    assert "frame-ancestors 'none'" in read["Content-Security-Policy"]


def test_travel_advice_without_a_country_has_no_preview_yet(admin: Client) -> None:
    parent = section("travel-advice")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "traveladvicepage", parent.pk])
    text = written(
        admin, address, title="A journey", slug="", country="", alerts=streamfield([]), parts=streamfield([])
    ).content.decode()
    assert "The page cannot be previewed yet" in text
    assert "Choose the country." in text


def test_the_edition_can_be_seen_as_data(admin: Client) -> None:
    shown = guidance(admin, "data")
    text = unescape(shown.content.decode())
    assert '"title": "Watch the gates"' in text
    assert '"summary": "Look twice."' in text
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_the_preview_of_an_unfinished_briefing_names_the_missing_field(admin: Client) -> None:
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "briefingpage", section("briefings").pk])
    actions = inline_formset([])
    fields = {"title": "Look", "slug": "look", "body": streamfield([]), "actions": actions, "briefing_kind": ""}
    assert "Choose the kind of briefing." in written(admin, address, **fields).content.decode()
