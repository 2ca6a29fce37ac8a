"""English and Welsh are released together, and never in contradiction."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cms.blocks.alerts import build_alerts
from cms.models import Proposal, TravelAdvicePage
from cms.release.jobs import end_proposals
from cms.release.languages import ContradictionError
from cms.release.models import State
from cms.release.proposing import propose_publication, propose_withdrawal
from cms.release.releasing import release
from publishing.models import Actor, ContentItem
from tests.cms.factories import a_draft, a_page, an_alert, an_editor, get_item, publish, signed_in, welsh
from tests.cms.release.protected import a_warned_country

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

YMLADD = "Mae ymladd yno."
POINT_A, POINT_B = (f'{{"type": "Point", "coordinates": [35, {latitude}]}}' for latitude in (33, 34))


def a_country_in_both_languages() -> tuple[TravelAdvicePage, TravelAdvicePage]:
    english = a_warned_country()
    translation = english.copy_for_translation(welsh(), copy_parents=True)
    translation.alerts = [an_alert(description=YMLADD)]
    return english, publish(translation)


def edit(page: Any, *alerts: Any) -> Any:
    """Save a draft with other alerts; return its revision."""
    current = TravelAdvicePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    current.alerts, current.change_note = list(alerts), "Changed."
    return current.save_revision(clean=False)


def propose(revision: Any, user: Any = None) -> Proposal:
    return propose_publication([revision], Actor.for_user(user or an_editor("Travel desk")))


def levels(page: Any) -> list[str]:
    """Return what is advised against to readers of a page."""
    edition = get_item(page).edition
    return [alert["advised_against"] for alert in edition.stored_details["alerts"]]


def test_a_change_in_one_language_is_not_released_without_the_other() -> None:
    english, translation = a_country_in_both_languages()
    proposal = propose(edit(english, an_alert("all_but_essential_travel")))
    with pytest.raises(ValidationError, match="The version in Welsh would say something else"):
        release(proposal, an_editor("Travel desk"))
    assert levels(english) == levels(translation) == ["all_travel"]


def test_the_draft_in_the_other_language_is_released_with_it() -> None:
    english, translation = a_country_in_both_languages()
    edit(translation, an_alert("all_but_essential_travel", description=YMLADD))
    proposal = propose(edit(english, an_alert("all_but_essential_travel")))
    assert {change.locale for change in proposal.changes.all()} == {"en-gb", "cy"}
    release(proposal, an_editor("Travel desk"))
    assert levels(english) == levels(translation) == ["all_but_essential_travel"]


def test_proposing_the_other_language_later_proposes_both_and_neither_proposer_releases() -> None:
    english, translation = a_country_in_both_languages()
    author, translator = an_editor("Travel desk"), an_editor("Travel desk")
    first = propose(edit(english), author)
    second = propose(edit(translation), translator)
    assert Proposal.objects.get(pk=first.pk).state == State.STALE
    assert second.changes.count() == 2
    for person in (author, translator):
        with pytest.raises(ValidationError, match="another person"):
            release(second, person)
    release(second, an_editor("Travel desk"))
    assert levels(english) == levels(translation) == []


def test_a_wording_is_released_in_one_language_alone() -> None:
    english, translation = a_country_in_both_languages()
    release(propose(edit(english, an_alert(description="The fighting goes on."))), an_editor("Travel desk"))
    assert get_item(translation).edition.stored_details["alerts"][0]["description"] == YMLADD


def test_the_facts_are_taken_over_with_the_texts_that_there_are() -> None:
    english, translation = a_country_in_both_languages()
    user = an_editor("Travel desk")
    area = {"name": "The north", "description": "North of Tripoli.", "reason": "Fighting.", "geometry": ""}
    whole = an_alert("all_but_essential_travel", description="New.")
    proposal = propose(edit(english, whole, an_alert(extent="named_parts", areas=[area])), user)
    client = signed_in("Travel desk")
    client.force_login(user)
    screen = reverse("cms_proposal", args=[proposal.pk])
    shown = client.get(screen).content.decode()
    assert YMLADD in shown  # Welsh beside English, though only English changes
    assert "Copy the alerts, and propose both" in shown
    response: Any = client.post(screen, {"decision": "take_over"})
    together = Proposal.objects.get(state=State.OPEN)
    assert response.url == reverse("cms_proposal", args=[together.pk])
    release(together, an_editor("Travel desk"))
    alerts = get_item(translation).edition.stored_details["alerts"]
    assert [(alert["extent"], alert["description"]) for alert in alerts] == [
        ("whole_country", "New."),
        ("named_parts", "There is fighting."),
    ]
    assert levels(english) == levels(translation)


def test_texts_of_alerts_and_areas_that_both_languages_have_are_kept() -> None:
    english, translation = (
        TravelAdvicePage(alerts=[alert]) for alert in (_in_parts("A", "B", "C"), _in_parts("Ap", "Bp"))
    )
    translation.take_over_facts(english)
    (alert,) = build_alerts(translation.alerts)
    assert [area.name for area in alert.areas] == ["Ap", "Bp", "C"]
    english.alerts = [_in_parts("B")]
    translation.take_over_facts(english)
    assert [area.name for area in build_alerts(translation.alerts)[0].areas] == ["Bp"]


def _in_parts(*names: str) -> Any:
    outlines = dict(zip("ABC", (POINT_A, POINT_B, ""), strict=True))
    areas = [
        {"name": name, "description": name, "reason": "Fighting.", "geometry": outlines[name[0]]} for name in names
    ]
    return an_alert(extent="named_parts", areas=areas)


def test_a_new_language_does_not_leave_out_the_warning() -> None:
    english = a_warned_country()
    translation = english.copy_for_translation(welsh(), copy_parents=True)
    translation.alerts, translation.live = [], True
    with pytest.raises(ContradictionError), transaction.atomic():
        translation.save(clean=False)
    assert not ContentItem.objects.filter(content_id=english.translation_key, locale="cy").exists()


def test_languages_are_not_scheduled_for_different_times() -> None:
    english, translation = a_country_in_both_languages()
    page = TravelAdvicePage.objects.get(pk=translation.pk)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.alerts, page.change_note = [], "Later."
    page.save_revision(clean=False)
    with pytest.raises(ValidationError, match="different times"):
        release(propose(edit(english)), an_editor("Travel desk"))


def test_a_schedule_that_was_cancelled_is_reported_to_those_who_released_it() -> None:
    page = a_warned_country()
    draft = TravelAdvicePage.objects.get(pk=page.pk)
    draft.go_live_at, draft.alerts, draft.change_note = timezone.now() + timedelta(days=1), [], "Safe."
    proposal = propose(draft.save_revision())
    release(proposal, an_editor("Travel desk"))
    assert end_proposals() == 0
    revision = TravelAdvicePage.objects.get(pk=page.pk).scheduled_revision
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    assert end_proposals() == 1
    assert Proposal.objects.get(pk=proposal.pk).state == State.LAPSED


# --- What a change must not be used for -----------------------------------------------------------
def test_a_page_whose_warning_was_withdrawn_does_not_come_back_without_it() -> None:
    page = a_warned_country()
    release(propose_withdrawal(page, Actor.for_user(an_editor("Travel desk"))), an_editor("Travel desk"))
    revision = edit(page)
    with pytest.raises(ValidationError, match="second person"), transaction.atomic():
        revision.publish()
    release(propose(revision), an_editor("Travel desk"))
    assert levels(page) == []


def test_another_page_does_not_take_the_place_of_a_withdrawn_warning() -> None:
    page = a_warned_country()
    release(propose_withdrawal(page, Actor.for_user(an_editor("Travel desk"))), an_editor("Travel desk"))
    TravelAdvicePage.objects.get(pk=page.pk).delete()
    with pytest.raises(ValidationError, match="second person"):
        a_draft(TravelAdvicePage, country="LB", slug="lebanon-2").get_latest_revision().publish()


def test_the_address_of_a_released_withdrawal_is_the_proposed_one() -> None:
    page = a_warned_country()
    proposal = propose_withdrawal(page, Actor.for_user(an_editor("Travel desk")))
    draft = TravelAdvicePage.objects.get(pk=page.pk)
    draft.moved_to = "https://example.org/"
    draft.save_revision()
    with pytest.raises(ValidationError, match="has changed since"):
        release(proposal, an_editor("Travel desk"))


def test_a_page_does_not_pose_as_an_alias() -> None:
    page, safe = a_warned_country(), a_page(TravelAdvicePage, country="FR", slug="france")
    posing = TravelAdvicePage.objects.get(pk=page.pk)
    posing.alias_of, posing.alerts = safe, []
    with pytest.raises(ValidationError, match="second person"):
        posing.save(clean=False)
