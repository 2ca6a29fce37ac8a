"""Synonyms: they find the same documents, a longer one is one concept, and nothing unrelated is found."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from search.base.requests import Facet
from search.models import SynonymSet
from search.queries.builder import build_text_query
from search.queries.parser import MAX_SYNONYMS, parse_query
from tests.publishing.documents import publish
from tests.search.searching import corrected, search_for, titles
from tests.search.vocabulary_entries import synonyms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]

LONG = "counter terrorism security adviser"


@pytest.fixture
def advisers(drain: Drain) -> None:
    for title in (
        "Ask your CTSA",
        "What CTSAs do",
        "Counter-terrorism security advisers near you",
        "A security adviser",
        "Fraud",
    ):
        publish(title=title, summary="About it.")
    drain()


@pytest.mark.usefixtures("advisers")
@pytest.mark.parametrize("text", ["CTSA", "ctsa", "CTSAs", LONG, "Counter-Terrorism Security Advisers"])
def test_an_acronym_and_its_long_form_find_the_same(text: str) -> None:
    synonyms("CTSA", LONG)
    found = {"Ask your CTSA", "What CTSAs do", "Counter-terrorism security advisers near you"}
    assert set(titles(search_for(text))) == found


@pytest.mark.usefixtures("advisers")
def test_a_synonym_of_many_terms_counts_as_one_concept() -> None:
    assert "A security adviser" in titles(search_for(f"{LONG} fraud"))
    synonyms("CTSA", LONG)
    short, long = (set(titles(search_for(f"{name} fraud"))) for name in ("CTSA", LONG))
    assert short == long == {title for title in titles(search_for()) if title != "A security adviser"}


def test_the_longest_term_wins(drain: Drain) -> None:
    for title in ("Threat levels", "Alert states", "Danger of fire"):
        publish(title=title, summary="")
    drain()
    synonyms("threat", "danger")
    synonyms("threat level", "alert state")
    assert set(titles(search_for("threat level"))) == {"Threat levels", "Alert states"}
    assert set(titles(search_for("threat"))) == {"Threat levels", "Danger of fire"}


def test_any_form_of_a_word_will_do(drain: Drain) -> None:
    publish(title="Moving people inside")
    drain()
    synonyms("lockdown", "move people inside")
    assert titles(search_for("Lockdowns")) == ["Moving people inside"]


def test_meanings_do_not_find_one_way_terms(drain: Drain) -> None:
    publish(title="Lorries")
    publish(title="Vehicles")
    drain()
    synonyms("lorry", "van", meanings=["vehicle"])
    assert titles(search_for("lorry")) == ["Lorries", "Vehicles"]
    assert titles(search_for("van")) == ["Vehicles"]
    assert titles(search_for("vehicle")) == ["Vehicles"]


def test_a_typed_term_ranks_higher_than_its_synonyms(drain: Drain) -> None:
    for title in ("Bollards by the road", "Barriers by the road", "Rising concrete kerbs by the road"):
        publish(title=title, summary="")
    drain()
    synonyms("barrier", "bollard", "rising concrete kerb")
    assert titles(search_for("barriers"))[0] == "Barriers by the road"
    assert titles(search_for("bollards"))[0] == "Bollards by the road"


def test_an_acronym_that_is_also_a_word_counts_in_capitals_only(drain: Drain) -> None:
    publish(title="Action Counters Terrorism")
    publish(title="Act before it is late")
    drain()
    synonyms("ACT", "Action Counters Terrorism", capitals=True)
    assert "Action Counters Terrorism" in titles(search_for("ACT"))
    assert "Action Counters Terrorism" in titles(search_for("what is the ACT"))
    for text in ("act", "how to act", "HOW TO ACT NOW"):
        assert titles(search_for(text)) == ["Act before it is late"], text
    assert titles(search_for("Action Counters Terrorism")) == ["Action Counters Terrorism"]


def test_a_question_word_is_an_acronym_only_in_capitals(drain: Drain) -> None:
    publish(title="World Health Organization", summary="")
    publish(title="Who we are", summary="")
    drain()
    synonyms("WHO", "World Health Organization")
    assert titles(search_for("who")) == ["Who we are"]
    for text in ("WHO", "what is the WHO", "World Health Organization"):
        assert titles(search_for(text)) == ["World Health Organization"], text


def test_an_acronym_is_recognised_by_its_letters_and_not_by_its_stem(drain: Drain) -> None:
    publish(title="Improvised explosive devices")
    publish(title="What I saw")
    drain()
    synonyms("IED", "improvised explosive device")
    assert titles(search_for("what do I do")) == ["What I saw"]
    assert "Improvised explosive devices" in titles(search_for("ieds"))


def test_quotes_and_exclusions_ignore_synonyms(drain: Drain) -> None:
    publish(title="Lockdown")
    publish(title="Move people inside")
    drain()
    synonyms("lockdown", "move people inside")
    assert titles(search_for('"lockdown"')) == ["Lockdown"]
    assert titles(search_for("inside -lockdown")) == ["Move people inside"]
    assert len(search_for("lockdown -people").hits) == 1


def test_a_code_is_not_split_for_a_synonym(drain: Drain) -> None:
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2026-014")
    publish(title="A briefing of 2026")
    publish(title="Coronavirus")
    drain()
    synonyms("BR", "briefing")
    synonyms("COVID-19", "coronavirus")
    assert titles(search_for("BR-2026-014")) == ["Winter markets"]
    assert titles(search_for("covid-19")) == ["Coronavirus"]


def test_synonyms_are_highlighted_in_titles_and_texts(drain: Drain) -> None:
    publish(title="Doors", summary="Ask for two-step sign-in at the door.")
    drain()
    synonyms("2FA", "two-step sign-in")
    (hit,) = search_for("2FA").hits
    assert "<mark>two</mark>-<mark>step</mark> <mark>sign</mark>-in" in hit.snippet_html


def test_synonyms_apply_to_one_language_and_can_be_disabled(drain: Drain) -> None:
    publish(title="Heddlu", locale="cy")
    publish(title="Police")
    drain()
    made = synonyms("plismyn", "heddlu", locale="cy")
    synonyms("constables", "police", active=False)
    assert titles(search_for("plismyn", locale="cy")) == ["Heddlu"]
    assert titles(search_for("plismyn")) == titles(search_for("constables")) == []
    made.active = False
    made.save()
    assert titles(search_for("plismyn", locale="cy")) == []


def test_synonyms_affect_counts_and_facets_and_reveal_nothing(drain: Drain) -> None:
    publish(title="Lockdown", summary="")
    publish(title="Move people inside", audience=Audience.VALIDATED, marking=Marking.AMBER)
    publish(Kind.BRIEFING, title="Move people inside", code="BR-1")
    drain()
    synonyms("lockdown", "move people inside")
    result = search_for("lockdown", facets=(Facet.KIND,))
    assert result.total == len(result.hits) == 2
    assert {value.value: value.count for value in result.facets[Facet.KIND]} == {"guidance": 1, "briefing": 1}


def test_a_term_of_the_vocabulary_is_not_a_typo(drain: Drain) -> None:
    publish(title="Barriers, bollard by bollard")
    drain()
    assert corrected("hollard") == "bollard"
    synonyms("hollard", "barrier")
    assert (corrected("hollard"), titles(search_for("hollard"))) == ("", ["Barriers, bollard by bollard"])


def test_a_deleted_set_no_longer_applies(drain: Drain) -> None:
    publish(title="Police")
    drain()
    made = synonyms("constables", "police")
    assert titles(search_for("constables")) == ["Police"]
    made.delete()
    assert titles(search_for("constables")) == []


def test_the_size_of_a_query_is_bounded() -> None:
    rows = [[f"w{chr(97 + row)}{chr(97 + column)}" for column in range(12)] for row in range(16)]
    SynonymSet.objects.bulk_create(
        SynonymSet(terms="\n".join([row[0], *(f"{word} x y" for word in row[1:])])) for row in rows
    )
    synonyms("soon", "before long")
    parsed = parse_query(" ".join(row[0] for row in rows), "en-gb")
    assert sum(len(concept.synonyms) for concept in parsed.concepts) == MAX_SYNONYMS
    assert leaves(build_text_query(parsed, timezone.now())) < 250


def leaves(node: Any) -> int:
    """Count what the engine has to look up for a query."""
    parts = [getattr(node, field.name) for field in fields(node)]
    inner = [
        part for value in parts for part in (value if isinstance(value, tuple) else (value,)) if is_dataclass(part)
    ]
    return sum(map(leaves, inner)) or 1
