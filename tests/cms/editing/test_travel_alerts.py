"""Alerts of travel advice in the editor: what contradicts them is refused by every route, and listed before."""

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.test.utils.form_data import streamfield

from cms.editing.checklist import checklist
from cms.models import TravelAdvicePage
from tests.cms.editing.test_drafts import edit, get_draft, sent
from tests.cms.factories import a_draft, a_part, welsh

pytestmark = pytest.mark.django_db

NORTH = {"name": "The north", "description": "Above the river.", "reason": "Shelling.", "geometry": ""}
OUTLINE = '{"type": "Polygon", "coordinates": [[[2.5, 48.5], [3.5, 48.5], [3.5, 49.0], [2.5, 48.5]]]}'
migration = import_module("cms.migrations.0011_travel_alerts")


def an_alert(advised_against: str, extent: str, *areas: dict[str, str], description: str = "") -> tuple[str, Any]:
    fields = {"advised_against": advised_against, "extent": extent, "description": description, "areas": list(areas)}
    return ("alert", fields)


PARTS, WHOLE = an_alert("all_travel", "named_parts", NORTH), an_alert("all_but_essential_travel", "whole_country")


def a_page_with(**fields: Any) -> Any:
    """Return a page that an editor has changed, and not saved yet."""
    page = a_draft(TravelAdvicePage)
    for name, value in fields.items():
        setattr(page, name, value)
    return page


def said(page: Any, *, is_required: bool) -> str:
    return " ".join(check.text for check in checklist(page) if check.is_required is is_required)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"alerts": [PARTS, an_alert("all_travel", "whole_country")]}, "must be stricter"),
        ({"alerts": [an_alert("all_travel", "named_parts")]}, "Add each part of the country"),
        ({"alerts": [an_alert("all_travel", "whole_country", NORTH)]}, "The alert has areas"),
        ({"alerts": [an_alert("all_travel", "named_parts", NORTH | {"reason": " "})]}, "Say why"),
        ({"alerts": [an_alert("all_travel", "named_parts", NORTH | {"geometry": "{}"})]}, "GeoJSON"),
        ({"alerts": [WHOLE], "summary": "There is no advice against travel."}, "The summary says"),
        ({"summary": "Avoid all travel to the border."}, "The summary says “Avoid all travel”"),
    ],
)
def test_what_contradicts_the_alerts_is_listed_and_not_published(fields: dict[str, Any], problem: str) -> None:
    page = a_page_with(**fields)
    assert problem in said(page, is_required=True)
    revision = page.save_revision(clean=False)
    with pytest.raises(ValidationError, match=problem):
        revision.publish()


def test_statuses_of_old_pages_that_contradict_each_other_are_not_published_again() -> None:
    old = ["avoid_all_travel_to_parts", "avoid_all_travel_to_whole_country"]
    page = a_page_with(summary="No advice against travel.")
    page.alerts = TravelAdvicePage._meta.get_field("alerts").to_python(migration.stream_data(old, ""))
    problems = said(page, is_required=True)
    assert "must be stricter" in problems
    assert "does not say which parts" in problems
    assert "The summary says “No advice against travel”" in problems


def test_an_outline_is_kept_as_it_is_published() -> None:
    page = a_draft(
        TravelAdvicePage, alerts=[WHOLE, an_alert("all_travel", "named_parts", NORTH | {"geometry": OUTLINE})]
    )
    assert said(page, is_required=True) == ""
    (area,) = page.build_edition().details.alerts[1].areas
    assert (area.name, area.geometry["type"]) == ("The north", "Polygon")


def test_doubtful_alerts_are_advised() -> None:
    part = a_part("Safety and security", "safety-and-security", "<p>There is no advice against travel.</p>")
    page = a_page_with(alerts=[PARTS], parts=[part], summary="Avoid all but essential travel.")
    page.expire_at = "2099-01-01T00:00:00Z"
    advice = said(page, is_required=False)
    assert "Draw “The north”" in advice
    assert "The summary says “Avoid all but essential travel”, and no alert does" in advice
    assert "“Safety and security” says “no advice against travel”" in advice
    assert "readers no longer see “Avoid all travel to parts of the country”" in advice


def test_a_translation_has_the_same_alerts() -> None:
    english = a_draft(TravelAdvicePage, alerts=[WHOLE])
    TravelAdvicePage.objects.filter(pk=english.pk).update(live=True)
    translation = english.copy_for_translation(welsh(), copy_parents=True)
    assert "The English page" not in said(translation, is_required=True)
    translation.alerts = []
    assert "The English page says “Avoid all but essential travel to the whole" in said(translation, is_required=True)
    TravelAdvicePage.objects.filter(pk=translation.pk).update(live=True, alerts="[]", has_unpublished_changes=False)
    assert "The page in Welsh says “No advice against travel”" in said(english, is_required=False)


def test_an_alert_of_unnamed_parts_is_kept_and_cannot_be_made(admin: Client) -> None:
    unnamed = {"advised_against": "all_travel", "extent": "unnamed_parts", "description": "The north"}
    unnamed |= {"areas-count": "0"}
    page = a_draft(TravelAdvicePage)
    data = sent(TravelAdvicePage, alerts=streamfield([("alert", unnamed)]))
    refused = edit(admin, page, data)
    assert "Name the parts of the country" in refused.content.decode()
    kept = str(uuid4())
    stored = {"type": "alert", "id": kept, "value": unnamed | {"areas": []}}
    page.alerts = TravelAdvicePage._meta.get_field("alerts").to_python([stored])
    page.save_revision()
    assert edit(admin, page, data | {"alerts-0-id": kept}).status_code == 302
    assert [child.value["extent"] for child in get_draft(page).alerts] == ["unnamed_parts"]
