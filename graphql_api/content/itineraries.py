"""Root fields for travellers: the advice for the countries of an itinerary, and for a point on the map."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import strawberry

from graphql_api.base.cost_directives import sized_by
from graphql_api.base.enums import LocaleFallback
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.declared_fields import struct_type
from graphql_api.content.kinds.travel_advice import TravelAdvice
from graphql_api.content.lists.conditions import equal_to
from graphql_api.content.lists.connections import Info, keyset_list
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.locales import Fallback, Locale, RootInfo
from graphql_api.content.past import AsOf, build_past_nodes, past_time
from publishing.content.fields import GeoJson
from publishing.geography import countries as geography
from publishing.geography.outlines import contains, country_at
from publishing.kinds import Kind
from publishing.kinds import travel_advice as declared
from publishing.kinds.travel_advice import AlertExtent, TravelAdviceDetails

MAX_COUNTRIES = 50
POINT_COST = 50
"""The price of finding a point in the outlines of all countries and in the areas of one."""
TravelAlert = struct_type(declared.TravelAlert)


@strawberry.type(description="A country or territory, whether or not there is travel advice for it.")
class TravelCountry:
    code: str = strawberry.field(description="The ISO 3166-1 alpha-2 code, such as `FR`; `XK` is Kosovo.")
    name: str = strawberry.field(description="The usual name, in the requested language.")
    slug: str = strawberry.field(description="The slug, such as `france`.")


@strawberry.type(description="A country of an itinerary, and the advice for it.")
class CountryAdvice:
    requested: str = strawberry.field(description="How the country was requested.")
    country: TravelCountry = strawberry.field(description="The country.")
    advice: TravelAdvice | None = strawberry.field(
        description="The advice; null if there is none that you may see. That does not mean that it is safe to travel."
    )


@strawberry.type(description="The advice for a point.")
class PointAdvice:
    country: TravelCountry | None = strawberry.field(
        description="The country that the point or the nearest coast within 12 nautical miles is in; null elsewhere."
    )
    advice: TravelAdvice | None = strawberry.field(
        description="The advice for the country; null if there is none that you may see."
    )
    alerts: list[TravelAlert] = strawberry.field(  # type: ignore[valid-type]
        description="The alerts that apply at the point: those for the whole country, and those with an area around it."
    )
    possible_alerts: list[TravelAlert] = strawberry.field(  # type: ignore[valid-type]
        description="The alerts that may apply at the point: those for parts that are not all drawn. Read their text."
    )


@strawberry.input(description="A point on the map, in degrees (WGS 84).")
class PointInput:
    longitude: float = strawberry.field(description="From -180 to 180; positive in the east.")
    latitude: float = strawberry.field(description="From -90 to 90; positive in the north.")


Countries = Annotated[
    list[str],
    strawberry.argument(
        description=f"The countries in the order of the itinerary, at most {MAX_COUNTRIES}: for each its ISO 3166-1 "
        "alpha-2 code (`FR`), a name or a slug (`france`)."
    ),
]
At = Annotated[PointInput, strawberry.argument(description="The point.")]


@strawberry.type
class ItineraryQuery:
    @field(
        "The travel advice for the countries of an itinerary, in the same order. An unknown country is an error, "
        "one without advice is not.",
        size=sized_by("countries"),
    )
    def advice_for(
        self,
        info: Info,
        countries: Countries,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
        as_of: AsOf = None,
    ) -> list[CountryAdvice] | None:
        as_of = past_time(as_of)
        found = require_countries(countries)
        nodes = build_past_nodes(info.context, list_advice(info, found, locale, fallback).items.slim(), as_of)
        return build_itinerary(info, countries, found, locale, {node.item.code: node for node in nodes})

    @field("The travel advice that applies at a point.", cost=POINT_COST)
    def travel_advice_at(
        self,
        info: Info,
        point: At,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
        as_of: AsOf = None,
    ) -> PointAdvice | None:
        as_of = past_time(as_of)
        country = find_country_at(point)
        listing = list_advice(info, [country] if country else [], locale, fallback)
        nodes: list[TravelAdvice] = build_past_nodes(info.context, listing.items.slim(), as_of) if country else []
        advice = nodes[0] if nodes else None
        return PointAdvice(
            country=describe_country(country, locale) if country else None,
            advice=advice,
            alerts=_find_alerts(advice, point, applies=True),
            possible_alerts=_find_alerts(advice, point, applies=None),
        )


def find_country_at(point: PointInput) -> geography.Country | None:
    """Return the country at a point. Raise BAD_INPUT if there is no such point."""
    try:
        code = country_at(point.longitude, point.latitude)
    except ValueError as error:
        raise HubError(Code.BAD_INPUT, str(error)) from None
    return geography.find_country(code) if code else None


def require_countries(texts: Sequence[str]) -> list[geography.Country]:
    """Return the countries with some codes, names or slugs. Raise BAD_INPUT, which names the first that is unknown."""
    if len(texts) > MAX_COUNTRIES:
        raise HubError(Code.BAD_INPUT, f"Request at most {MAX_COUNTRIES} countries.")
    return [_require_country(text) for text in texts]


def _require_country(text: str) -> geography.Country:
    country = geography.find_country(text.upper()) or geography.find_country_by_slug(geography.slugify_name(text[:100]))
    if country is None:
        raise HubError(Code.BAD_INPUT, f"Unknown country in `countries`: {text[:60]!r}.")
    return country


def list_advice(
    info: RootInfo, countries: Iterable[geography.Country], locale: str, fallback: LocaleFallback
) -> KeysetList:
    """Return the list of the visible advice for some countries."""
    listing = keyset_list(info, locale, fallback, Kind.TRAVEL_ADVICE)
    return listing.filter(equal_to("code", sorted({country.code for country in countries})))


def build_itinerary(
    info: RootInfo,
    requested: Iterable[str],
    countries: Sequence[geography.Country],
    locale: str,
    advice: Mapping[str, Any],
) -> list[CountryAdvice]:
    """Return the countries in their order, each with its advice from those by code."""
    info.context.count_nodes(len(countries))
    return [
        CountryAdvice(requested=text, country=describe_country(country, locale), advice=advice.get(country.code))
        for text, country in zip(requested, countries, strict=True)
    ]


def describe_country(country: geography.Country, locale: str) -> TravelCountry:
    """Return a country for a response."""
    return TravelCountry(code=country.code, name=country.name(locale[:2].lower()), slug=country.slug)


def _find_alerts(advice: TravelAdvice | None, point: PointInput, *, applies: bool | None) -> list[TravelAlert]:  # type: ignore[valid-type]
    if advice is None:
        return []
    alerts = advice._details(TravelAdviceDetails).alerts
    return [
        TravelAlert(source=alert, batch=advice.batch)
        for alert in alerts
        if alert_applies(alert.extent, [area.geometry for area in alert.areas], point) is applies
    ]


def alert_applies(extent: str, areas: Sequence[GeoJson | None], point: PointInput) -> bool | None:
    """Whether an alert applies at a point; None if that is not known, because not all of its areas are drawn."""
    drawn = (area for area in areas if area)
    if extent == AlertExtent.WHOLE_COUNTRY or any(contains(area, point.longitude, point.latitude) for area in drawn):
        return True
    return None if not areas or None in areas else False


def stored_alert_applies(alert: Mapping[str, Any], point: PointInput) -> bool | None:
    """Do the same for a stored alert."""
    return alert_applies(alert["extent"], [area.get("geometry") for area in alert.get("areas", ())], point)
