"""What a source published is released at once if it is stricter. Anything else waits, and readers see that it does."""

from typing import Any

import pytest
from django.test import Client

from cms.models import Proposal, TravelAdvicePage
from cms.release.models import State
from cms.release.protections.travel_advice import TravelAdviceProtection
from cms.release.releasing import refuse, release
from cms.release.sources import SourceRelease
from publishing.models import Actor
from tests.cms.factories import an_alert, an_editor
from tests.cms.release.protected import a_warned_country, all_facts

pytestmark = pytest.mark.django_db

SOURCE = "Foreign, Commonwealth & Development Office"
WHOLE, PARTS, SOME = "whole_country", "unnamed_parts", "all_but_essential_travel"


def import_alerts(page: Any, *alerts: Any) -> bool:
    """Publish what the source says; return whether it was released at once."""
    draft = TravelAdvicePage.objects.get(pk=page.pk)
    draft.alerts, draft.change_note = list(alerts), "The source has changed."
    draft.provenance_publisher, draft.provenance_url = SOURCE, "https://www.gov.uk/foreign-travel-advice/lebanon"
    return SourceRelease(SOURCE).publish(draft.save_revision())


def test_a_stricter_status_is_released_by_its_source() -> None:
    page = a_warned_country(alerts=[an_alert(SOME, WHOLE)])
    assert import_alerts(page, an_alert(SOME, WHOLE), an_alert("all_travel", PARTS))
    proposal = Proposal.objects.latest("pk")
    assert (proposal.state, proposal.decider_name) == (State.RELEASED, SOURCE)


def test_a_looser_status_waits_and_the_page_says_so(client: Client) -> None:
    page = a_warned_country(provenance_publisher=SOURCE, provenance_url="https://www.gov.uk/foreign-travel-advice")
    before = all_facts()
    assert not import_alerts(page, an_alert(SOME, WHOLE))
    assert all_facts() == before
    address = page.public_path()
    assert "has changed its advice" in client.get(address).content.decode()
    proposal = Proposal.objects.get(state=State.OPEN)
    release(proposal, an_editor("Travel desk"))
    assert all_facts() != before
    assert "has changed its advice" not in client.get(address).content.decode()


def test_a_refusal_ends_the_note_on_the_page(client: Client) -> None:
    page = a_warned_country()
    import_alerts(page)
    refuse(Proposal.objects.get(state=State.OPEN), an_editor("Travel desk"), "It is a mistake of theirs.")
    assert "has changed its advice" not in client.get(page.public_path()).content.decode()


def test_an_import_counts_as_one_release() -> None:
    source = SourceRelease(SOURCE, an_editor("Travel desk"))
    for country, name in (("LB", "Lebanon"), ("SY", "Syria")):
        page = a_warned_country(country=country, slug=name.lower(), title=name, alerts=[])
        page.alerts, page.change_note = [an_alert()], "The source says so."
        source.publish(page.save_revision())
    released = Proposal.objects.filter(decided_by=Actor.named(SOURCE).pk)
    assert [proposal.changes.count() for proposal in released] == [2]


@pytest.mark.parametrize(
    ("before", "after", "is_stricter"),
    [
        ([], [(SOME, PARTS)], True),
        ([(SOME, PARTS)], [], False),
        ([(SOME, PARTS)], [("all_travel", PARTS)], True),
        ([("all_travel", PARTS)], [(SOME, WHOLE)], False),
        ([(SOME, WHOLE)], [("all_travel", PARTS)], False),
        ([(SOME, WHOLE)], [(SOME, WHOLE), ("all_travel", PARTS)], True),
        ([("all_travel", PARTS)], [(SOME, WHOLE), ("all_travel", PARTS)], True),
        ([("all_travel", PARTS)], [(SOME, PARTS)], False),
    ],
)
def test_stricter_means_looser_neither_for_the_country_nor_for_parts(
    before: list[tuple[str, str]], after: list[tuple[str, str]], *, is_stricter: bool
) -> None:
    facts = [_facts(before), _facts(after)]
    assert TravelAdviceProtection().is_stricter(*facts) is is_stricter


def test_an_area_that_is_no_longer_named_is_looser() -> None:
    def named(*names: str) -> dict[str, Any]:
        areas = [{"name": name} for name in names]
        return {"country": "LB", "alerts": [{"advised_against": SOME, "extent": "named_parts", "areas": areas}]}

    protection = TravelAdviceProtection()
    assert protection.is_stricter(named("North"), named("North", "South"))
    assert not protection.is_stricter(named("North", "South"), named("North"))


def _facts(alerts: list[tuple[str, str]]) -> dict[str, Any] | None:
    found = [{"advised_against": advice, "extent": extent} for advice, extent in alerts]
    return {"country": "LB", "alerts": found} if found else None
