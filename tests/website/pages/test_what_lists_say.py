"""What lists say about their items: what is past, what changed, and how something may be shared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, RemovalReason
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.z_card import ZCardDetails, ZCardPanel
from publishing.log.record import record_withdrawal
from tests.website.conftest import Index, World
from tests.website.factories import a_briefing, a_threat_level, publish
from website.templatetags.website import entries_to_fill_in
from website.views.markings import SHARING

pytestmark = pytest.mark.django_db


def read(client: Client, path: str) -> BeautifulSoup:
    """Read a page."""
    return BeautifulSoup(client.get(path).content, "html.parser")


def a_season(title: str, last_day: date) -> None:
    """Publish a briefing on a season."""
    details = BriefingDetails(
        reference=title, briefing_kind="seasonal", headline="Look up", applies_until=last_day, actions=("Look up.",)
    )
    a_briefing(title=title, path=f"/briefings/{title.lower()}/", code=title, details=details)


@pytest.mark.parametrize("path", ["/", "/briefings/", "/search/?q=season", "/briefings/over/"])
def test_what_is_past_says_so_wherever_it_is_shown(path: str, world: World, index: Index, client: Client) -> None:
    today = timezone.localdate()
    a_season("Over", today - timedelta(days=1))
    a_season("Season", today)
    index()
    texts = [one.parent.get_text(" ", strip=True) for one in read(client, path).select("main .hub-past")]
    expected = f"Past It applied until {today - timedelta(days=1):%-d %B %Y}"
    assert texts == ([] if path.startswith("/search/") else [expected])


def test_briefings_are_listed_by_month(world: World, client: Client) -> None:
    for month in (3, 3, 8):
        publish(Kind.BRIEFING, updated_at=datetime(2024, month, 31, 23, 30, tzinfo=UTC))
    headings = [heading.text for heading in read(client, "/briefings/").select("main h2")]
    assert headings == [f"{timezone.localdate():%B %Y}", "September 2024", "April 2024"]


@pytest.mark.parametrize(("days", "is_shown"), [(1, True), (-1, False)])
def test_the_threat_level_page_says_what_to_do_now(days: int, is_shown: bool, world: World, client: Client) -> None:
    last_day = timezone.localdate() + timedelta(days=days)
    kind = {"briefing_kind": "threat_level_change", "threat_level": "SUBSTANTIAL", "applies_until": last_day}
    details = BriefingDetails(reference="BR-1", headline="Raised", actions=("Tell every shift.",), **kind)
    a_briefing(title="Raised", path="/briefings/raised/", code="BR-1", details=details)
    shown = read(client, "/threat-level/").main.text
    assert ("Tell every shift." in shown) is is_shown
    assert shown.index("What the levels mean") < shown.index("What to do") < shown.index("All changes")


def changes(client: Client) -> dict[str, str]:
    """What the home page says of recent changes: what it was, by title."""
    entries = read(client, "/").select("section[aria-labelledby=changes] li")
    return {one.a.text: one.get_text("|", strip=True).split("|")[1] for one in entries if one.a}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (RemovalReason.WITHDRAWN, "Withdrawn"),
        (RemovalReason.EXPIRED, "Expired"),
        (RemovalReason.SUPERSEDED, "Replaced"),
        (RemovalReason.RETRACTED, "Withdrawn because it was wrong"),
    ],
)
def test_home_says_why_something_is_gone(reason: RemovalReason, said: str, client: Client) -> None:
    item = publish(Kind.BRIEFING, title="Gone")
    record_withdrawal(item.content_id, item.locale, reason)
    assert changes(client) == {"Gone": said}


@pytest.mark.both_databases
def test_home_says_what_changed_and_what_is_new(client: Client) -> None:
    item = publish(title="Gates", change_note="First published.")
    assert changes(client) == {"Gates": "New"}
    publish(title="Gates", content_id=item.content_id, path=item.path, change_note="Lock them at dusk.")
    publish(title="Gates", content_id=item.content_id, path=item.path, change_note="A typo.", update_type="minor")
    a_threat_level("SEVERE", summary="Raised today.", effective_at=timezone.now() - timedelta(hours=1))
    a_threat_level("CRITICAL", summary="Raised tomorrow.", effective_at=timezone.now() + timedelta(days=1))
    assert changes(client) == {"Gates": "Lock them at dusk.", "Threat level: SEVERE": "Raised today."}


def test_home_says_nothing_of_what_a_reader_could_not_read(client: Client) -> None:
    item = publish(title="Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER)
    record_withdrawal(item.content_id, item.locale)
    publish(title="Hidden too", audience=Audience.VALIDATED, marking=Marking.AMBER)
    assert changes(client) == {}


@pytest.mark.parametrize("marking", Marking)
def test_every_marking_is_explained_where_its_link_leads(marking: Marking, client: Client) -> None:
    found = read(client, "/markings/")
    anchors = {one.text: row["id"] for row in found.select("main [id]") if (one := row.select_one(".hub-marking"))}
    assert str(SHARING[marking]) in found.find(id=anchors[marking.label]).text


def test_only_a_marking_that_limits_readers_is_prominent(world: World, client: Client) -> None:
    link = read(client, "/briefings/winter-markets/").select_one("main a.hub-marking")
    assert (link.text, link["href"]) == ("TLP:CLEAR", "/markings/#tlp-clear")
    assert "hub-marking--quiet" in link["class"]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "Police: ..........\nHotel: 020 7946 0200\nMe: ____",
            [("Police", ""), ("Hotel", "020 7946 0200"), ("Me", "")],
        ),
        (
            "Police (112): .......... Hotel: 020 7946 0200. Me: …",
            [("Police (112)", ""), ("Hotel", "020 7946 0200"), ("Me", "")],
        ),
        ("Look: up. Listen: well.", []),
        ("Call the police: .....", []),
        ("Keep this card.\nPolice: .....\nHotel: .....", []),
        ("Look. Listen. Report.", []),
    ],
)
def test_a_panel_to_fill_in_is_a_list(text: str, entries: list[tuple[str, str]], client: Client) -> None:
    assert entries_to_fill_in(text) == entries
    panel = ZCardPanel(heading="My numbers", body=text, character_limit=240, side="back")
    details = ZCardDetails(
        code="Z1", card_edition="7", valid_from=date(2026, 1, 1), languages=("en-gb",), panels=(panel,)
    )
    item = publish(Kind.Z_CARD, details=details)
    page = read(client, str(item.path))
    assert [name.text for name in page.select(".hub-numbers dt")] == [name for name, _ in entries]
    assert str(page.body).count("dition 7") == 1
    assert "edition 1" not in page.body.text
