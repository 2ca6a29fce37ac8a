"""Every name of every country, and of its capital, is recognised where someone asks whether to go there."""

from collections.abc import Iterator

from publishing.geography.countries import countries
from search.answers.countries import find_country
from search.answers.question import HOME, Question
from search.answers.wording import SHARED_NAMES
from search.base.analysis import tokenize
from search.base.requests import SearchRequest


def names() -> Iterator[tuple[str, str]]:
    """Yield each name with the code of its country, without those that several countries share."""
    for country in countries():
        for name in set(country.other_names()) - set(country.demonyms):
            if country.code != HOME and " ".join(tokenize(name)) not in SHARED_NAMES:
                yield country.code, name


def is_recognised(code: str, name: str) -> bool:
    """Whether both questions about a name are about the country."""
    questions = [Question.read(SearchRequest(f"{ask} {name}")) for ask in ("is it safe to go to", "should I go to")]
    return all(question is not None and find_country(question) == code for question in questions)


def test_every_name_of_every_country_is_where_someone_goes() -> None:
    assert len(set(names())) > 1000
    assert [pair for pair in names() if not is_recognised(*pair)] == []
