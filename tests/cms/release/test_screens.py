"""The screens of two-person release: the difference, the decision, and who sees neither."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.models import Proposal, TravelAdvicePage
from cms.release.models import State
from cms.release.proposing import propose_publication, propose_withdrawal
from publishing.access.audiences import Audience, Marking
from publishing.models import Actor, ContentItem
from tests.cms.factories import a_draft, a_drafted_level, a_page, a_threat_level, an_alert, an_editor, get_item
from tests.cms.release.protected import a_warned_country, all_facts

pytestmark = pytest.mark.django_db


def open_as(user: User, proposal: Proposal) -> Any:
    """Return the screen of a proposal as a user sees it."""
    client = Client()
    client.force_login(user)
    return client.get(reverse("cms_proposal", args=[proposal.pk]))


def propose_level(user: User) -> Proposal:
    """Propose to raise the threat level."""
    return propose_publication([a_drafted_level("CRITICAL").get_latest_revision()], Actor.for_user(user))


def decide(user: User, proposal: Proposal, decision: str, **data: str) -> Any:
    """Press a button of the screen."""
    page = open_as(user, proposal).content.decode()
    version = re.search(r'name="version" value="(\w+)"', page)
    client = Client()
    client.force_login(user)
    url = reverse("cms_proposal", args=[proposal.pk])
    return client.post(url, {"decision": decision, "version": version[1] if version else "", **data}, follow=True)


def test_the_screen_has_the_difference_in_both_languages_and_warns_of_a_jump() -> None:
    a_threat_level("SUBSTANTIAL", hours=-2, wording="An attack is likely.", wording_cy="Mae ymosodiad yn debygol.")
    proposal = propose_level(an_editor("Duty officer"))
    page = open_as(an_editor("Duty officer"), proposal).content.decode()
    assert "The level jumps from SUBSTANTIAL to CRITICAL." in page
    for text in ("An attack is likely.", "An attack is highly likely.", "Mae ymosodiad yn debygol."):
        assert text in page


def test_both_sides_are_rendered_by_the_website() -> None:
    a_threat_level("SUBSTANTIAL", hours=-2)
    proposal = propose_level(an_editor("Duty officer"))
    client = Client()
    client.force_login(an_editor("Duty officer"))
    shown = {
        (change.locale, side): client.get(reverse("cms_proposed_page", args=[proposal.pk, change.pk, side]))
        for change in proposal.changes.all()
        for side in ("before", "after")
    }
    texts = {key: response.content.decode() for key, response in shown.items()}
    assert "Substantial" in texts["en-gb", "before"]
    assert "Critical" in texts["en-gb", "after"]
    assert "Critigol" in texts["cy", "after"]
    assert all("frame-ancestors 'self'" in one.headers["Content-Security-Policy"] for one in shown.values())


def test_releasing_refusing_and_withdrawing_from_the_screen() -> None:
    proposer, releaser = an_editor("Duty officer"), an_editor("Duty officer")
    expected = {"release": State.RELEASED, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN}
    for decision, state in expected.items():
        proposal = propose_level(proposer)
        decide(proposer if decision == "withdraw" else releaser, proposal, decision, reason="Because.")
        assert Proposal.objects.get(pk=proposal.pk).state == state


def test_what_changed_since_the_screen_was_opened_is_not_released() -> None:
    proposer, releaser = an_editor("Duty officer"), an_editor("Duty officer")
    proposal = propose_level(proposer)
    page = open_as(releaser, proposal).content.decode()
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version
    revision = proposal.changes.all()[0].revision
    assert revision
    revision.content = {**revision.content, "wording": "Another."}
    revision.save()
    client = Client()
    client.force_login(releaser)
    client.post(reverse("cms_proposal", args=[proposal.pk]), {"decision": "release", "version": version[1]})
    assert not any(all_facts().values())


def test_the_proposer_is_offered_no_release_and_cannot_force_it() -> None:
    proposer = an_editor("Duty officer")
    proposal = propose_level(proposer)
    assert 'value="release"' not in open_as(proposer, proposal).content.decode()
    response = decide(proposer, proposal, "release")
    assert "another person has to release it" in response.content.decode()
    assert not any(all_facts().values())


def test_the_menu_and_the_dashboard_count_what_waits_for_the_user() -> None:
    proposer, releaser = an_editor("Duty officer"), an_editor("Duty officer")
    propose_level(proposer)
    for user, count in ((releaser, 1), (proposer, 0)):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("To release (1)" in page, "Waiting for you to release" in page) == (count == 1, count == 1)


def test_the_list_says_until_when_what_waits_can_be_released() -> None:
    propose_level(an_editor("Duty officer"))
    decide(an_editor("Duty officer"), propose_level(an_editor("Duty officer")), "refuse", reason="Because.")
    client = Client()
    client.force_login(an_editor("Duty officer"))
    waiting, decided = client.get(reverse("cms_proposals")).content.decode().split("<h2>Decided</h2>")
    assert ('data-label="Expires"' in waiting, 'data-label="Decision"' in decided) == (True, True)
    assert 'data-label="Decision"' not in waiting


def test_a_proposal_of_a_hidden_page_does_not_exist_and_is_emailed_to_no_one() -> None:
    owner = an_editor("Travel desk")
    hidden: dict[str, Any] = {
        "marking": Marking.AMBER,
        "audience": Audience.VALIDATED,
        "title": "Quokka",
        "owner": owner,
    }
    page = a_draft(TravelAdvicePage, alerts=[an_alert()], **hidden)
    other = an_editor("Travel desk")
    other.email = "other@example.org"
    other.save()
    proposal = propose_publication([page.get_latest_revision()], Actor.for_user(owner))
    assert mail.outbox == []
    assert open_as(owner, proposal).status_code == 200
    missing = Proposal(pk=proposal.pk + 1000)
    assert [open_as(other, one).status_code for one in (proposal, missing)] == [404, 404]
    client = Client()
    client.force_login(other)
    assert "Quokka" not in client.get(reverse("cms_proposals")).content.decode()


def test_a_proposal_of_a_deleted_or_opened_page_stays_hidden() -> None:
    owner, other = an_editor("Travel desk"), an_editor("Travel desk")
    hidden: dict[str, Any] = {"marking": Marking.AMBER, "audience": Audience.VALIDATED, "owner": owner}
    hidden["alerts"] = [an_alert(description="Quokka")]
    pages = [a_draft(TravelAdvicePage, country=country, **hidden) for country in ("SY", "YE")]
    found = [propose_publication([page.get_latest_revision()], Actor.for_user(owner)) for page in pages]
    pages[0].delete()
    pages[1].marking, pages[1].audience, pages[1].alerts = Marking.CLEAR, Audience.PUBLIC, []
    pages[1].save()
    pages[1].save_revision()
    assert [open_as(other, proposal).status_code for proposal in found] == [404, 404]


@pytest.mark.parametrize("says", ["a warning", "that there is none"])
def test_a_wrong_page_is_withdrawn_from_the_admin_and_its_address_says_so(client: Client, says: str) -> None:
    page = a_warned_country() if says == "a warning" else a_page(TravelAdvicePage)
    officer = an_editor("Emergency officer", "Travel desk")
    admin = Client()
    admin.force_login(officer)
    button = reverse("cms_retract_page", args=[page.pk])
    assert button in admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert b"This field is required" in admin.post(button, {"reason": ""}).content
    admin.post(button, {"reason": "It names the wrong country."})
    response = client.get(page.public_path())
    assert response.status_code == 410
    text = response.content.decode()
    assert "was wrong" in text
    assert "https://www.gov.uk/foreign-travel-advice" in text
    assert "It names the wrong country." not in text
    assert ContentItem.objects.get(pk=get_item(page).pk).gone == "retracted"


def test_only_those_with_the_permission_withdraw_alone() -> None:
    page = a_warned_country()
    client = Client()
    client.force_login(an_editor("Travel desk"))
    url = reverse("cms_retract_page", args=[page.pk])
    client.post(url, {"reason": "I want to."})
    assert get_item(page).is_live


def test_a_withdrawal_shows_that_nothing_is_left() -> None:
    page = a_warned_country()
    proposal = propose_withdrawal(page, Actor.for_user(an_editor("Travel desk")))
    shown = open_as(an_editor("Travel desk"), proposal).content.decode()
    assert "After this, readers see no advice against travel to the country." in shown
