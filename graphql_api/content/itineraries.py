"""Root fields for travellers: the advice for the countries of an itinerary, and for a point on the map."""

from datetime import datetime
from typing import Annotated

import strawberry

from graphql_api.base.cost_directives import sized_by
from graphql_api.base.enums import LocaleFallback
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.declared_fields import struct_type
from graphql_api.content.kinds.travel_advice import TravelAdvice
from graphql_api.content.lists.conditions import equal_to
from graphql_api.content.lists.connections import Info, keyset_list
from graphql_api.content.locales import Fallback, Locale
from graphql_api.content.past import AsOf, build_past_nodes, check_past
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
        if len(countries) > MAX_COUNTRIES:
            raise HubError(Code.BAD_INPUT, f"Request at most {MAX_COUNTRIES} countries.")
        found = [_require_country(text) for text in countries]
        advice = _find_advice(info, found, locale, fallback, as_of)
        info.context.count_nodes(len(found))
        return [
            CountryAdvice(requested=text, country=_describe(country, locale), advice=advice.get(country.code))
            for text, country in zip(countries, found, strict=True)
        ]

    @field("The travel advice that applies at a point.", cost=POINT_COST)
    def travel_advice_at(
        self,
        info: Info,
        point: At,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
        as_of: AsOf = None,
    ) -> PointAdvice | None:
        try:
            code = country_at(point.longitude, point.latitude)
        except ValueError as error:
            raise HubError(Code.BAD_INPUT, str(error)) from None
        country = geography.find_country(code) if code else None
        advice = _find_advice(info, [country] if country else [], locale, fallback, as_of).get(code or "")
        alerts, possible = _split_alerts(advice, point) if advice else ([], [])
        return PointAdvice(
            country=_describe(country, locale) if country else None,
            advice=advice,
            alerts=alerts,
            possible_alerts=possible,
        )


def _require_country(text: str) -> geography.Country:
    """Return the country with a code, name or slug. Raise BAD_INPUT, which names it."""
    country = geography.find_country(text.upper()) or geography.find_country_by_slug(geography.slugify_name(text[:100]))
    if country is None:
        raise HubError(Code.BAD_INPUT, f"Unknown country in `countries`: {text[:60]!r}.")
    return country


def _describe(country: geography.Country, locale: str) -> TravelCountry:
    return TravelCountry(code=country.code, name=country.name(locale[:2].lower()), slug=country.slug)


def _find_advice(
    info: Info, countries: list[geography.Country], locale: str, fallback: LocaleFallback, at: datetime | None
) -> dict[str, TravelAdvice]:
    """Return the visible advice for some countries by their codes: one query, and two more for a time in the past."""
    check_past(at)
    listing = keyset_list(info, locale, fallback, Kind.TRAVEL_ADVICE)
    listing.filter(equal_to("code", sorted({country.code for country in countries})))
    nodes = build_past_nodes(info.context, listing.items.slim(), at) if countries else []
    return {node.item.code: node for node in nodes}


def _split_alerts(advice: TravelAdvice, point: PointInput) -> tuple[list[TravelAlert], list[TravelAlert]]:  # type: ignore[valid-type]
    """Return the alerts that apply at a point, and those of which it is not known."""
    details = advice._details(TravelAdviceDetails)
    applying, possible = [], []
    for alert in details.alerts:
        areas = [area.geometry for area in alert.areas]
        node = TravelAlert(source=alert, batch=advice.batch)
        drawn = any(contains(area, point.longitude, point.latitude) for area in areas if area)
        if alert.extent == AlertExtent.WHOLE_COUNTRY or drawn:
            applying.append(node)
        elif not areas or None in areas:
            possible.append(node)
    return applying, possible
