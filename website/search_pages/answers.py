"""The answer above the results: what one current edition says, in its own words."""

from publishing.geography.countries import Country, find_country
from publishing.geography.foreign_office import ALL_COUNTRIES, foreign_office_url
from publishing.models.headlines import load_headlines
from search.base.answers import Answer, AnswerKind
from website.lists.threat_levels import ThreatLevel
from website.pages.layout import Context


def answer_context(answer: Answer | None, language: str) -> Context:
    """Return the context of templates/website/search_answer.html; empty if there is no answer."""
    if answer is None:
        return {}
    if answer.item is None:
        return {"answer": answer, **_elsewhere(find_country(answer.country), language)}
    if answer.kind is AnswerKind.THREAT_LEVEL:
        return {"answer": answer, "threat": ThreatLevel.from_item(answer.item)}
    return {"answer": answer, "answer_headlines": load_headlines([answer.item])}


def _elsewhere(country: Country | None, language: str) -> Context:
    """Return where the publisher of the full list has advice for a country."""
    assert country is not None, "an answer names a country that exists"
    url = foreign_office_url(country)
    return {"country_name": country.name(language), "country_url": url, "all_countries_url": ALL_COUNTRIES}
