"""Parsing of the search page's parameters: each one is validated, and an invalid one is explained."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from search.base.requests import Facet, Filters, SearchRequest, Sort
from search.retrieval.facets import facets_for
from website.locales import Locale

T = TypeVar("T")


def parse_search_request(parameters: QueryDict, viewer: Viewer, locale: Locale) -> SearchRequest:
    """Return the requested search; raise BadRequest, with a message for the reader, for an unknown value."""
    return SearchRequest(
        text=" ".join(parameters.get("q", "").split()),
        viewer=viewer,
        locale=locale.code,
        filters=Filters(
            kinds=_parse_all(parameters, Facet.KIND, Kind),
            work_streams=_parse_all(parameters, Facet.WORK_STREAM, UUID),
            topics=_parse_all(parameters, Facet.TOPIC, UUID),
            sectors=_parse_all(parameters, Facet.SECTOR, UUID),
            countries=_parse_all(parameters, Facet.COUNTRY, _parse_country),
            years=_parse_all(parameters, Facet.YEAR, _parse_year),
            audiences=_parse_all(parameters, Facet.AUDIENCE, lambda value: Audience(int(value))),
        ),
        sort=_parse(parameters.get("sort") or Sort.RELEVANCE, Sort, "sort"),
        after=parameters.get("after", ""),
        facets=facets_for(viewer),
        verbatim="verbatim" in parameters,
    )


def _parse_all(parameters: QueryDict, facet: Facet, convert: Callable[[str], T]) -> tuple[T, ...]:
    return tuple(_parse(value, convert, facet.value) for value in parameters.getlist(facet.value) if value)


def _parse(value: str, convert: Callable[[str], T], name: str) -> T:
    try:
        return convert(value)
    except ValueError as error:
        raise BadRequest(_("This address has a value for “%(name)s” that does not exist.") % {"name": name}) from error


def _parse_country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError(value)
    return value.upper()


def _parse_year(value: str) -> int:
    if len(value) != 4 or not value.isascii() or not value.isdigit():
        raise ValueError(value)
    return int(value)
