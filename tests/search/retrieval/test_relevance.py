"""Which items are found, and in which order."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from publishing.content.blocks import RichTextBlock
from publishing.kinds import Kind
from publishing.kinds.project import ProjectDetails
from publishing.kinds.travel_advice import TravelAdviceDetails
from tests.publishing.documents import DETAILS, publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("engine")]

Drain = Callable[[], None]


def rich_text(html: str) -> RichTextBlock:
    return RichTextBlock(id=uuid4(), html=html)


def summaries(text: str) -> list[str]:
    return [hit.item.edition.summary for hit in search_for(text).hits if hit.item.edition]


def test_terms_are_found_in_other_forms(drain: Drain) -> None:
    publish(title="Reporting suspicious bags")
    drain()
    assert titles(search_for("report a suspicion bag")) == ["Reporting suspicious bags"]


def test_body_text_is_found_and_highlighted(drain: Drain) -> None:
    publish(title="Doors", body=(rich_text("<p>Close the <em>loading</em> bay &amp; gate.</p><p>Always.</p>"),))
    drain()
    (hit,) = search_for("loading bay").hits
    assert "Close the <mark>loading</mark> <mark>bay</mark> &amp; gate. Always" in hit.snippet_html


def test_html_in_a_title_is_escaped(drain: Drain) -> None:
    publish(title="<script>alert(1)</script> & doors", summary="<b>bold</b>")
    drain()
    (hit,) = search_for("doors").hits
    assert hit.title_html == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>doors</mark>"
    assert "<b>" not in hit.snippet_html


def test_an_exact_title_comes_first(drain: Drain) -> None:
    for number in range(5):
        publish(title=f"Hostile vehicle hostile vehicle {number}", summary="hostile vehicle " * 20)
    publish(title="Hostile vehicles and the law")
    publish(title="Hostile vehicle")
    drain()
    assert titles(search_for("hostile VEHICLE"))[0] == "Hostile vehicle"


def test_a_project_code_comes_first(drain: Drain) -> None:
    for number in (1, 2, 3, 33):
        code = f"TT{number}"
        details = DETAILS[Kind.PROJECT].model_copy(update={"code": code})
        assert isinstance(details, ProjectDetails)
        publish(Kind.PROJECT, title=f"Teach {number} teams", code=code, details=details)
    publish(title="TT3 explained: what TT3 is", summary="TT3 TT3 TT3")
    drain()
    for text in ("TT3", "tt3", "TT 3", '"TT3"', "what is TT3 about"):
        assert titles(search_for(text))[0] == "Teach 3 teams", text


def test_variants_of_a_briefings_reference_are_found(drain: Drain) -> None:
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2026-014")
    publish(Kind.BRIEFING, title="Summer markets", code="BR-2026-041")
    drain()
    for text in ("BR-2026-014", "br-2026-014", "BR2026014", "br 2026 014"):
        assert titles(search_for(text))[0] == "Winter markets", text


def test_a_country_is_found_by_its_names_and_codes(drain: Drain) -> None:
    details = TravelAdviceDetails(
        country="CI", country_name="Côte d'Ivoire", country_slug="cote-d-ivoire", synonyms=("Ivory Coast",), parts=()
    )
    publish(Kind.TRAVEL_ADVICE, title="Côte d'Ivoire", code="CI", details=details)
    publish(Kind.TRAVEL_ADVICE, title="France", code="FR")
    drain()
    for text in ("Ivory Coast", "cote d'ivoire", "Côte d\u2019Ivoire", "CI", "CIV", "travel advice CIV"):
        assert titles(search_for(text))[0] == "Côte d'Ivoire", text


@pytest.mark.parametrize("text", ["Burma", "Burmese", "Nay Pyi Taw", "Mandalay", "Myanmar"])
def test_a_country_is_found_by_a_former_name_its_people_its_capital_and_its_places(drain: Drain, text: str) -> None:
    details = TravelAdviceDetails(country="MM", country_name="Advice 7", country_slug="advice-7", parts=())
    publish(Kind.TRAVEL_ADVICE, title="Advice 7", code="MM", details=details)
    publish(Kind.TRAVEL_ADVICE, title="France", code="FR")
    drain()
    assert titles(search_for(text)) == ["Advice 7"]


@pytest.mark.parametrize("text", ["France", "french"])
def test_a_country_comes_before_others_that_have_its_name_in_theirs(drain: Drain, text: str) -> None:
    for country, name in {"FR": "France", "MQ": "Martinique", "PF": "French Polynesia"}.items():
        details = TravelAdviceDetails(country=country, country_name=name, country_slug=country.lower(), parts=())
        publish(Kind.TRAVEL_ADVICE, title=f"{name} travel advice", code=country, details=details)
    drain()
    assert titles(search_for(text))[0] == "France travel advice"


def test_more_terms_and_the_same_order_rank_higher(drain: Drain) -> None:
    publish(title="Search of bags at a stadium", summary="Stadium")
    publish(title="Stadium bag search", summary="Stadium")
    publish(title="Bags", summary="Search")
    drain()
    assert titles(search_for("stadium bag search")) == ["Stadium bag search", "Search of bags at a stadium", "Bags"]


def test_two_of_three_terms_come_before_one(drain: Drain) -> None:
    publish(title="Vans near kerbs")
    publish(title="Vans")
    drain()
    assert titles(search_for("vans kerbs bollards")) == ["Vans near kerbs", "Vans"]


def test_question_words_are_not_searched(drain: Drain) -> None:
    publish(title="Suspicious items at airports")
    publish(title="What we should do: how I can help you", summary="Who, where, when.")
    drain()
    assert titles(search_for("what should I do if I see something suspicious at an airport"))[0].startswith(
        "Suspicious"
    )


def test_a_quoted_phrase_must_match_exactly(drain: Drain) -> None:
    publish(title="Run, hide, tell")
    publish(title="Tell them to hide and run")
    publish(title="Watch for the doors")
    drain()
    assert titles(search_for('"run hide tell"')) == ["Run, hide, tell"]
    assert titles(search_for("\u201crun hide tell\u201d")) == ["Run, hide, tell"]
    assert titles(search_for('"watch for the doors"')) == ["Watch for the doors"]
    assert titles(search_for('"watch doors"')) == []


def test_a_minus_excludes(drain: Drain) -> None:
    publish(title="Drones over stadiums")
    publish(title="Drones over prisons")
    drain()
    assert titles(search_for("drones -prison")) == ["Drones over stadiums"]
    assert titles(search_for('drones -"over stadiums"')) == ["Drones over prisons"]
    assert titles(search_for("-prisons")) == ["Drones over stadiums"]
    assert len(titles(search_for("drones-prisons"))) == 2


def test_the_newer_of_two_equal_hits_comes_first(drain: Drain) -> None:
    now = timezone.now()
    publish(title="Bollards", summary="Old.", updated_at=now - timedelta(days=2000))
    publish(title="Bollards", summary="New.", updated_at=now)
    publish(title="Kerbs", summary="Kerbs, gates, fences, gardens, walls and also bollards.", updated_at=now)
    drain()
    assert summaries("bollards and walls")[0].startswith("Kerbs")
    assert summaries("bollards")[:2] == ["New.", "Old."]


def test_an_empty_text_lists_the_newest_first(drain: Drain) -> None:
    now = timezone.now()
    for days in (3, 1, 2):
        publish(title=f"{days} days ago", updated_at=now - timedelta(days=days))
    publish(Kind.BRIEFING, title="A briefing", updated_at=now)
    drain()
    assert titles(search_for(kinds=(Kind.GUIDANCE,))) == ["1 days ago", "2 days ago", "3 days ago"]
    assert titles(search_for("ago", sort="newest")) == ["1 days ago", "2 days ago", "3 days ago"]


def test_welsh_is_searched_separately_and_with_its_own_analysis(drain: Drain) -> None:
    publish(title="Gwylio'r drysau yng Nghymru", locale="cy", summary="Pwy sy'n dod i mewn?")
    publish(title="Drysau in English", locale="en-gb")
    drain()
    assert titles(search_for("drysau", locale="cy", falls_back=False)) == ["Gwylio'r drysau yng Nghymru"]
    assert titles(search_for("y drysau", locale="cy", falls_back=False)) == ["Gwylio'r drysau yng Nghymru"]
    assert titles(search_for("NGHYMRU", locale="cy", falls_back=False)) == ["Gwylio'r drysau yng Nghymru"]
    assert titles(search_for("drysau", falls_back=False)) == ["Drysau in English"]


def test_items_without_a_page_are_not_found(drain: Drain) -> None:
    publish(Kind.THREAT_LEVEL, title="Threat level doors", path=None)
    publish(Kind.HOME, title="Home of doors", path="/")
    drain()
    assert search_for("doors").total == 0
