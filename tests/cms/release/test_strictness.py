"""What a source published is released at once if it is stricter: looser neither for a country nor for its parts."""

from typing import Any

import pytest

from cms.models import Proposal
from cms.release.protections.travel_advice import TravelAdviceProtection
from cms.release.sources import SourceRelease
from publishing.models import Actor
from tests.cms.factories import an_alert, an_editor
from tests.cms.release.protected import a_warned_country

pytestmark = pytest.mark.django_db

SOURCE = "Foreign, Commonwealth & Development Office"
WHOLE, PARTS, SOME = "whole_country", "unnamed_parts", "all_but_essential_travel"


def test_an_import_counts_as_one_release() -> None:
    source = SourceRelease(SOURCE, an_editor("Travel desk"))
    for country, name in (("LB", "Lebanon"), ("SY", "Syria")):
        page = a_warned_country(country=country, slug=name.lower(), title=name, alerts=[])
        page.alerts, page.change_note = [an_alert()], "The source says so."
        with source.releasing():
            page.save_revision().publish()
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
