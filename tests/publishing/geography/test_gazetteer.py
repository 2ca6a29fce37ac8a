"""Names of countries are found in running text, by what readers call them and only where they are meant."""

import pytest

from publishing.geography.gazetteer import find_meant
from search.base.analysis import tokenize


def named(text: str) -> list[str]:
    """Return the codes that the names in a text can mean."""
    return [code for mention in find_meant(text, tokenize) for code in mention.codes]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("is it safe to go to egypt", ["EG"]),
        ("DPRK", ["KP"]),
        ("flights to Saigon and Bali", ["VN", "ID"]),
        ("the Canary Islands", ["ES"]),
        ("guinea bissau", ["GW"]),
        ("Northern Lapland", ["FI", "NO", "SE"]),
    ],
)
def test_what_readers_call_a_country_means_it(text: str, codes: list[str]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize("text", ["what should we say", "who can hire a reading room", "a van in the car park"])
def test_a_place_with_the_name_of_a_word_is_not_meant_by_the_word(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(("text", "codes"), [("hotels in Nice", ["FR"]), ("nice", ["FR"]), ("chad visa", ["TD"])])
def test_it_is_meant_if_it_is_written_as_a_name_or_is_the_whole_text(text: str, codes: list[str]) -> None:
    assert named(text) == codes
