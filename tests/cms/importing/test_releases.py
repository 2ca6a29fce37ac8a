"""Changes of the alert status by a source: stricter ones are released at once, all others wait for a second person."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission

from cms.models import TravelAdvicePage
from cms.release.models import Proposal, State
from cms.release.releasing import release
from publishing.models import Actor, Change
from tests.cms.factories import an_editor, publish
from tests.cms.importing.conftest import Import, the_details
from tests.cms.importing.documents import a_document, a_later, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PARTS = "avoid_all_travel_to_parts"
WHOLE = "avoid_all_travel_to_whole_country"
ESSENTIAL = "avoid_all_but_essential_travel_to_whole_country"


def statuses() -> list[str]:
    return [alert.status for alert in the_details().alerts]


def a_releaser() -> Any:
    user = an_editor("Travel desk")
    user.user_permissions.add(Permission.objects.get(codename="release"))
    return type(user).objects.get(pk=user.pk)


def test_a_first_import_is_one_release_by_its_publisher(run_import: Import) -> None:
    run_import(a_document(alert_status=[PARTS]), a_document("yemen", alert_status=[WHOLE]), a_document("kosovo"))
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.changes.count()) == (State.RELEASED, 2)
    assert proposal.decider_name == "Foreign, Commonwealth & Development Office"
    assert set(Change.objects.filter(item__kind="travel_advice").values_list("actor", flat=True)) == {
        Actor.named("An import").pk
    }


def test_a_stricter_status_is_published_at_once(run_import: Import) -> None:
    document = a_document(alert_status=[PARTS])
    run_import(document)
    assert run_import(a_later(document, alert_status=[ESSENTIAL, PARTS]))["counts"]["updated"] == 1
    assert statuses() == [ESSENTIAL, PARTS]
    assert the_details().source_changed_at is None


def test_a_looser_status_waits_and_the_page_says_so_while_its_text_is_published(run_import: Import) -> None:
    document = a_document(alert_status=[WHOLE])
    run_import(document)
    later = a_later(document, parts=with_part(document, "health", "<p>New.</p>"), alert_status=[PARTS])
    trial = run_import(later, arguments=("--dry-run",))
    assert (Proposal.objects.open().count(), the_details().source_changed_at) == (0, None)
    report = run_import(later)
    for one in (trial, report):
        assert "another person has to release it" in one["documents"][0]["problem"]
    assert statuses() == [WHOLE]
    assert the_details().parts[2].body[0].html == "<p>New.</p>"
    assert the_details().source_changed_at is not None
    assert run_import(later, arguments=("--all",))["counts"]["held"] == 0
    proposal = Proposal.objects.open().get()
    release(proposal, a_releaser())
    assert statuses() == [PARTS]
    assert the_details().source_changed_at is None


def test_a_status_that_an_editor_changed_too_waits(run_import: Import) -> None:
    document = a_document(alert_status=[PARTS])
    run_import(document)
    page = TravelAdvicePage.objects.get()
    page.alerts[0].value["description"] = "Within 20 km of the border."
    page.change_note = "Where."
    publish(page)
    report = run_import(a_later(document, alert_status=[ESSENTIAL]))
    assert report["documents"][0]["held"] == [f"alerts/{PARTS}"]
    assert set(statuses()) == {ESSENTIAL, PARTS}
    assert the_details().source_changed_at is not None
    assert Proposal.objects.open().count() == 1


def test_what_waits_while_an_editor_is_writing_is_put_up_once_they_have_finished(run_import: Import) -> None:
    document = a_document(alert_status=[WHOLE])
    run_import(document)
    page = TravelAdvicePage.objects.get()
    page.summary, page.change_note = "Being written.", "Writing."
    page.save_revision()
    later = a_later(document, alert_status=[PARTS])
    run_import(later)
    assert not Proposal.objects.open().exists()
    draft = TravelAdvicePage.objects.get().get_latest_revision_as_object()
    assert draft.summary == "Being written."
    draft.change_note = "Written."
    draft.save_revision().publish()
    run_import(later)
    assert Proposal.objects.open().count() == 1
    assert statuses() == [WHOLE]


def test_an_editor_who_keeps_the_page_as_it_is_clears_the_notice_for_good(run_import: Import) -> None:
    document = a_document(alert_status=[WHOLE])
    run_import(document)
    later = a_later(document, alert_status=[])
    run_import(later)
    page = TravelAdvicePage.objects.get()
    page.update_type = "minor"
    page.save_revision().publish()
    assert the_details().source_changed_at is None
    run_import(a_later(later, day=25, parts=with_part(document, "health", "<p>New.</p>"), alert_status=[]))
    assert the_details().source_changed_at is None
    assert statuses() == [WHOLE]
