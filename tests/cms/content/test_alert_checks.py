"""Alerts that contradict each other, or what the page says, are found; what does not contradict them is not."""

import pytest

from cms.content.alert_checks import contradicts, find_advice, find_contradictions
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, AlertExtent, TravelAlert

ALL, ESSENTIAL = AdvisedAgainst.ALL_TRAVEL, AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL
WHOLE, NAMED, UNNAMED = AlertExtent.WHOLE_COUNTRY, AlertExtent.NAMED_PARTS, AlertExtent.UNNAMED_PARTS


def an_alert(advised_against: AdvisedAgainst, extent: AlertExtent, *areas: str, description: str = "") -> TravelAlert:
    named = tuple(AlertArea(name=name, description="Along it.", reason="Shelling.") for name in areas)
    return TravelAlert(advised_against=advised_against, extent=extent, description=description, areas=named)


@pytest.mark.parametrize(
    ("alerts", "problem"),
    [
        ([an_alert(ALL, UNNAMED), an_alert(ALL, WHOLE)], "must be stricter"),
        ([an_alert(ESSENTIAL, NAMED, "North"), an_alert(ALL, WHOLE)], "must be stricter"),
        ([an_alert(ESSENTIAL, WHOLE), an_alert(ESSENTIAL, NAMED, "North")], "must be stricter"),
        ([an_alert(ALL, NAMED, "North"), an_alert(ALL, NAMED, "South")], "said by two alerts"),
        ([an_alert(ALL, NAMED, "North"), an_alert(ALL, UNNAMED, description="The south")], "said by two alerts"),
        ([an_alert(ALL, WHOLE), an_alert(ALL, WHOLE)], "said by two alerts"),
        ([an_alert(ALL, WHOLE), an_alert(ESSENTIAL, WHOLE)], "Two alerts are for the whole country"),
        ([an_alert(ALL, NAMED, "North"), an_alert(ESSENTIAL, NAMED, "NORTH")], "Two areas are called"),
        ([an_alert(ALL, NAMED, "North", "north")], "Two areas are called"),
        ([an_alert(ALL, UNNAMED)], "does not say which parts"),
    ],
)
def test_alerts_that_contradict_each_other_are_found(alerts: list[TravelAlert], problem: str) -> None:
    assert any(problem in one for one in find_contradictions(alerts, is_imported=False))


@pytest.mark.parametrize(
    "alerts",
    [
        [],
        [an_alert(ESSENTIAL, WHOLE), an_alert(ALL, NAMED, "South", "East")],
        [an_alert(ALL, NAMED, "North"), an_alert(ESSENTIAL, NAMED, "South")],
        [an_alert(ESSENTIAL, WHOLE), an_alert(ALL, UNNAMED, description="The border.")],
    ],
)
def test_alerts_that_go_together_are_not_refused(alerts: list[TravelAlert]) -> None:
    assert list(find_contradictions(alerts, is_imported=False)) == []


def test_an_import_may_leave_it_to_its_text_which_parts_are_meant() -> None:
    assert list(find_contradictions([an_alert(ALL, UNNAMED)], is_imported=True)) == []


@pytest.mark.parametrize(
    ("text", "is_denial"),
    [
        ("No advice against travel", True),
        ("There is no advice against travel to Lebanon. Check the weather.", True),
        ("no travel advice against any travel at the moment;", True),
        ("We do not advise against travel to the country.", True),
        ("We don\u2019t currently advise against travelling.", True),
        ("Dim cyngor yn erbyn teithio.", True),
        ("Nid oes cyngor yn erbyn teithio i\u2019r wlad gyfan.", True),
        ("There is no advice against travel to Beirut.", False),
        ("No advice against travel in the rest of the country.", False),
        ("Avoid all travel to the border.", False),
        ("Follow the advice against travel.", False),
    ],
)
def test_a_text_that_says_there_is_no_advice_contradicts_alerts(text: str, is_denial: bool) -> None:
    assert bool(contradicts(text, [an_alert(ALL, WHOLE)], "Lebanon")) is is_denial


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Avoid all travel to the border. Avoid all but essential travel elsewhere.", [ALL, ESSENTIAL]),
        ("The Foreign Office advises against all but essential travel to parts of Iraq.", [ESSENTIAL]),
        ("We advise against  all\ntravel.", [ALL]),
        ("Osgowch bob taith ond rhai hanfodol i\u2019r wlad gyfan.", [ESSENTIAL]),
        ("Osgowch bob taith i rannau o\u2019r wlad.", [ALL]),
        ("We no longer advise against all travel to Gaza.", []),
        ("It does not advise against all but essential travel.", []),
        ("All travel documents are checked. Avoid crowds.", []),
    ],
)
def test_a_text_that_advises_against_travel_contradicts_having_no_alert(
    text: str, levels: list[AdvisedAgainst]
) -> None:
    assert list(find_advice(text)) == levels
    assert bool(contradicts(text, [], "Lebanon")) is bool(levels)
