"""The filter of searches: the facets, with the operators of all filters."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.filter_fields import wanted_values
from graphql_api.content.lists.lookups import IntLookup, ReferenceLookup, enum_lookup, given_operators
from graphql_api.content.lists.references import find_references, find_terms
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from search.base.requests import Filters

NOTHING = Filters(topics=(UUID(int=0),))
"""A filter that nothing matches: by a topic that does not exist."""
REFERENCES = {"work_stream": Kind.WORK_STREAM, "topic": Kind.TOPIC, "sector": Kind.SECTOR}
COUNTRY = ("country", "country_slug")
"""The terms by which a country can be named."""

KindLookup: Any = enum_lookup(Kind)
AudienceLookup: Any = enum_lookup(Audience)


def _facet(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


@strawberry.input(description="Filters hits: all facets must match.")
class SearchFilter:
    kind: KindLookup | None = _facet("The kind of content.")
    work_stream: ReferenceLookup | None = _facet("A work-stream to which it belongs: its code or `contentId`.")
    topic: ReferenceLookup | None = _facet("A topic that it is about: its slug or `contentId`.")
    sector: ReferenceLookup | None = _facet("A sector that it is for: its slug or `contentId`.")
    country: ReferenceLookup | None = _facet(
        "A country that it is about: its ISO 3166-1 alpha-2 code (`FR`) or slug (`france`)."
    )
    year: IntLookup | None = _facet("The year of the last major update.")
    audience: AudienceLookup | None = _facet("Who may see it.")


def build_search_filters(context: RequestContext, given: SearchFilter) -> Filters:
    """Return the filters of a search. Raise UNKNOWN_REFERENCE for a name of something that does not exist."""
    lookups = {one.name: lookup for one in fields(given) if (lookup := getattr(given, one.name))}
    operators = {name: found for name, lookup in lookups.items() if (found := given_operators(lookup))}
    wanted = {name: wanted_values(found) for name, found in operators.items()}
    if not all(wanted.values()):
        return NOTHING
    references = {
        name: tuple(find_references(context, kind, wanted[name], name))
        for name, kind in REFERENCES.items()
        if name in wanted
    }
    names = wanted.get("country", ())
    countries = find_terms(context, Kind.TRAVEL_ADVICE, COUNTRY, names, "country") if names else ()
    return Filters(
        kinds=tuple(wanted.get("kind", ())),
        work_streams=references.get("work_stream", ()),
        topics=references.get("topic", ()),
        sectors=references.get("sector", ()),
        countries=tuple(countries),
        years=tuple(wanted.get("year", ())),
        audiences=tuple(wanted.get("audience", ())),
    )
