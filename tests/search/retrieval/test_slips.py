"""Half-typed, joined, split and misspelt words, numbers, dates and pasted addresses find what is meant."""

from collections.abc import Callable

import pytest

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from search.base.requests import SearchError
from search.retrieval.suggestions import suggest
from tests.publishing.documents import publish
from tests.search.searching import corrected, saved, search_for, titles
from tests.search.vocabulary_entries import synonyms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]

NOTHING_MEANT = ("the", "of the", "-the", '"of the"', "!!!", "...", "\U0001f6aa", "\u200b\u200b", "\x00", "a" * 101)


@pytest.fixture
def pages(drain: Drain) -> None:
    """Pages for which people make slips."""
    for path, title, summary in (
        ("/guidance/doors/", "Brief a guard force", "Stewards evacuate by the doors."),
        ("/guidance/keys/", "Supervision of locksmiths", "Ring 999, or 0800 789 321. Remember 7/7."),
        ("/cy/guidance/allweddi/", "Allweddi", ""),
        ("/guidance/level/", "Threat levels", "Raised on 10 February 2026. A new kind of work."),
    ):
        publish(path=path, title=title, summary=summary, locale="cy" if path.startswith("/cy/") else "en-gb")
    drain()


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("superv", "Supervision of locksmiths"),
        ("super vision", "Supervision of locksmiths"),
        ("supervision locksm", "Supervision of locksmiths"),
        ("guardforce", "Brief a guard force"),
        ("threatlevels", "Threat levels"),
        ("stewerd", "Brief a guard force"),
        ("999", "Supervision of locksmiths"),
        ("9 9 9", "Supervision of locksmiths"),
        ("0800789321", "Supervision of locksmiths"),
        ("7 / 7", "Supervision of locksmiths"),
        ("2026-02-10", "Threat levels"),
        ("10/02/2026", "Threat levels"),
        ("10.2.2026", "Threat levels"),
        ("threat\u00ad le\u200bvel\ufeff", "Threat levels"),
        ("https://other.example/guidance/level/?from=mail#part", "Threat levels"),
        ("<hub.example/guidance/level/>.", "Threat levels"),
        ("/cy/guidance/level/", "Threat levels"),
        ("/guidance/level/print/", "Threat levels"),
    ],
)
def test_what_is_meant_comes_first(typed: str, meant: str) -> None:
    assert titles(search_for(typed))[:1] == [meant]


def test_an_entry_of_the_vocabulary_is_recognised_with_and_without_spaces(drain: Drain) -> None:
    publish(title="Move people inside")
    publish(title="State of alert")
    drain()
    synonyms("lockdown", "move people inside")
    synonyms("threat level", "state of alert")
    assert titles(search_for("lock down")) == ["Move people inside"]
    assert titles(search_for("threatlevel")) == ["State of alert"]


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("text", ["New York", "new york", "Trafford Keys", "see Levelt"])
def test_a_name_is_not_corrected_into_a_word(text: str) -> None:
    publish(title="Afford keys")
    assert corrected(text) == ""


@pytest.mark.usefixtures("pages")
def test_a_correction_keeps_the_rest_of_the_text_in_one_document() -> None:
    assert corrected("gusrd force") == "guard force"
    assert corrected("gusrd level") == ""


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("text", NOTHING_MEANT)
def test_a_text_that_means_nothing_finds_and_saves_nothing_and_says_so(text: str) -> None:
    result = search_for(text)
    assert (result.means_nothing, result.total) == (True, 0)
    assert suggest(text, ANONYMOUS) == ()
    with pytest.raises(SearchError) as refusal:
        saved(text, kinds=(Kind.GUIDANCE,))
    assert refusal.value.code == "means_nothing"
