"""Suggestions while typing, also for misspelt text."""

from collections.abc import Callable

import pytest

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from search.retrieval.suggestions import suggest
from tests.publishing.documents import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]


def offered(text: str, locale: str = "en-gb") -> list[str]:
    return [suggestion.text for suggestion in suggest(text, ANONYMOUS, locale)]


def test_titles_are_suggested_by_prefixes(drain: Drain) -> None:
    publish(title="Hostile vehicle mitigation")
    publish(title="Vehicle hire")
    drain()
    assert offered("veh") == ["Vehicle hire", "Hostile vehicle mitigation"]
    assert offered("vehicle mit") == ["Hostile vehicle mitigation"]
    assert offered("hostile vehicle mitigation") == ["Hostile vehicle mitigation"]
    assert offered("mitigation hos") == ["Hostile vehicle mitigation"]
    assert offered("zebra") == []


def test_codes_and_accents_match_as_people_type_them(drain: Drain) -> None:
    publish(Kind.PROJECT, title="Teach", code="TT3")
    publish(Kind.TRAVEL_ADVICE, title="Côte d'Ivoire", code="CI")
    drain()
    assert offered("tt") == ["Teach"]
    assert offered("cote d'iv") == ["Côte d'Ivoire"]


def test_a_typo_is_tolerated_if_nothing_matches_exactly(drain: Drain) -> None:
    publish(title="Vehicle hire")
    drain()
    assert offered("vehcile") == ["Vehicle hire"]
    assert offered("vehicel hi") == ["Vehicle hire"]
    assert offered("vehicle hrie") == ["Vehicle hire"]


def test_suggestions_are_escaped_and_highlighted(drain: Drain) -> None:
    publish(title="Doors & <gates>")
    drain()
    (suggestion,) = suggest("gates do", ANONYMOUS)
    assert suggestion.html == "<mark>Doors</mark> &amp; &lt;<mark>gates</mark>&gt;"
    assert suggestion.path.startswith("/guidance/")


def test_suggestions_keep_to_their_locale_if_it_has_them(drain: Drain) -> None:
    english = publish(title="Doors")
    publish(title="Drysau", locale="cy", content_id=english.item.content_id, path="/cy/drysau/")
    drain()
    assert offered("drys") == []
    assert offered("drys", "cy") == ["Drysau"]


@pytest.mark.parametrize("text", ["", " ", "-", '"', "\x00", "’"])  # noqa: RUF001
def test_an_empty_text_has_no_suggestions(drain: Drain, text: str) -> None:
    publish()
    drain()
    assert offered(text) == []
