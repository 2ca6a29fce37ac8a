"""The answer to a search: one current edition that says what was asked."""

import strawberry

from graphql_api.base.enums import publish_enum
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from publishing.geography.countries import find_country
from publishing.geography.foreign_office import ALL_COUNTRIES, foreign_office_url
from search.base.answers import Answer, AnswerKind

publish_enum(
    AnswerKind,
    "What an answer is.",
    (
        "Travel advice for the country that was asked for.",
        "There is no travel advice for the country that was asked for.",
        "The current threat level.",
        "The project with the code that was asked for.",
        "How to reach the programme.",
    ),
    "SearchAnswerKind",
)


@strawberry.type(description="An answer to show above the hits. Show it in the words of its content, with its dates.")
class SearchAnswer:
    answer: strawberry.Private[Answer]
    context: strawberry.Private[RequestContext]

    @field("What the answer is.")
    def kind(self) -> AnswerKind:
        return self.answer.kind

    @field("The content that answers; null for a country that is not covered.")
    def content(self) -> Content | None:
        return build_nodes(self.context, [self.answer.item])[0] if self.answer.item else None

    @field("The ISO 3166-1 alpha-2 code of the country that was asked for; XK is Kosovo.")
    def country_code(self) -> str | None:
        return self.answer.country or None

    @field("For a country that is not covered, the address of the publisher's advice, or of its list of all countries.")
    def publisher_url(self) -> str | None:
        country = find_country(self.answer.country)
        if self.answer.item or not country:
            return None
        return foreign_office_url(country) or ALL_COUNTRIES
