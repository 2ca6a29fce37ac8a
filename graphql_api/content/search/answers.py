"""The answer to a search: an item, or where there is travel advice that the hub lacks."""

from typing import Annotated, Any, Union

import strawberry

import graphql_api.content.kinds  # noqa: F401 - registers the types of all kinds
from graphql_api.content.base import node_type
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.itineraries import TravelCountry, describe_country
from publishing.geography.countries import find_country
from publishing.geography.foreign_office import ALL_COUNTRIES, foreign_office_url
from publishing.kinds import Kind
from search.base.answers import Answer

ANSWERING_KINDS = (Kind.PROJECT, Kind.STANDARD, Kind.THREAT_LEVEL, Kind.TRAVEL_ADVICE)


@strawberry.type(
    description="There is no travel advice for the country in question. That does not mean that it is safe."
)
class CountryNotCovered:
    country: TravelCountry = strawberry.field(description="The country.")
    publisher_url: str = strawberry.field(
        description="The Foreign Office's page about the country, or else its list of all countries."
    )


_TYPES = (CountryNotCovered, *map(node_type, ANSWERING_KINDS))
SearchAnswer: Any = Annotated[
    Union[_TYPES],  # noqa: UP007 - built from a tuple
    strawberry.union(
        "SearchAnswer",
        description="What answers a search: the travel advice for the country in question, or that there is "
        "none; the threat level that applies now; the project whose code or name was typed; the page that says how to "
        "reach the programme and whom to call in an emergency. Show its text and its date. Expect further types.",
    ),
]


def build_answer(answer: Answer, context: RequestContext, locale: str) -> Any:
    """Return the node of the item that answers, or that a country is not covered."""
    if answer.item is not None:
        return build_nodes(context, [answer.item])[0]
    country = find_country(answer.country)
    assert country is not None, "an answer names a country that exists"
    return CountryNotCovered(
        country=describe_country(country, locale), publisher_url=foreign_office_url(country) or ALL_COUNTRIES
    )
