"""Reads the travel advice for an itinerary or a point: one statement, as for a list."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import GraphQLResolveInfo

from graphql_api.base.cost_directives import DEFAULT_WEIGHT
from graphql_api.content.context import RequestContext
from graphql_api.content.itineraries import (
    MAX_COUNTRIES,
    POINT_COST,
    CountryAdvice,
    PointInput,
    TravelCountry,
    build_itinerary,
    describe_country,
    find_country_at,
    list_advice,
    require_countries,
)
from graphql_api.content.past import past_time
from graphql_api.execution.compiler.fields.itineraries import CODE
from graphql_api.execution.compiler.keyset_slices import read_slice
from graphql_api.execution.compiler.past_rows import read_past_rows
from graphql_api.execution.compiler.row_fetches import ID, RowFetch
from graphql_api.execution.compiler.statements import Row
from publishing.geography.countries import Country

Info = GraphQLResolveInfo[RequestContext]


class PointRow(NamedTuple):
    """A point, its country, and the row of its advice."""

    point: PointInput
    country: TravelCountry | None
    advice: Row | None


def read_itinerary(
    info: Info, fetch: RowFetch, arguments: Mapping[str, Any]
) -> tuple[list[CountryAdvice], RowFetch, Sequence[Row]]:
    """Return the countries of an itinerary with the rows of the advice for them, as ItineraryQuery.advice_for."""
    requested, locale = arguments["countries"], arguments["locale"]
    countries = require_countries(requested)
    fetch, rows = _read_rows(info, fetch, arguments, countries)
    by_code = {row[fetch.columns[CODE]]: row for row in rows}
    return build_itinerary(info, requested, countries, locale, by_code), fetch, rows


def read_point(info: Info, fetch: RowFetch, arguments: Mapping[str, Any]) -> tuple[PointRow, RowFetch, Sequence[Row]]:
    """Return the row of the advice for a point, as ItineraryQuery.travel_advice_at."""
    point, locale = PointInput(**arguments["point"]), arguments["locale"]
    info.context.meter.add(POINT_COST - DEFAULT_WEIGHT)
    country = find_country_at(point)
    fetch, rows = _read_rows(info, fetch, arguments, [country] if country else [])
    found = PointRow(point, describe_country(country, locale) if country else None, rows[0] if rows else None)
    return found, fetch, rows


def _read_rows(
    info: Info, fetch: RowFetch, arguments: Mapping[str, Any], countries: Sequence[Country]
) -> tuple[RowFetch, list[Row]]:
    at = past_time(arguments["asOf"])
    listing = list_advice(info, countries, arguments["locale"], arguments["fallback"])
    if not countries or at is None:
        return fetch, read_slice(listing, fetch, MAX_COUNTRIES) if countries else []
    keys = [row[ID] for row in read_slice(listing, RowFetch(0), MAX_COUNTRIES)]
    if not keys:
        info.context.cache_tags.add_list()
    return read_past_rows(info.context, fetch, keys, at)
