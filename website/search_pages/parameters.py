"""From an address to a search request: every parameter is checked, and what is wrong is said."""

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


def request_from(asked: QueryDict, viewer: Viewer, locale: Locale) -> SearchRequest:
    """Return what the address asks for; an unknown value raises BadRequest with words for the reader."""
    return SearchRequest(
        text=" ".join(asked.get("q", "").split()),
        viewer=viewer,
        locale=locale.code,
        filters=Filters(
            kinds=_values(asked, Facet.KIND, Kind),
            work_streams=_values(asked, Facet.WORK_STREAM, UUID),
            topics=_values(asked, Facet.TOPIC, UUID),
            sectors=_values(asked, Facet.SECTOR, UUID),
            countries=_values(asked, Facet.COUNTRY, _country),
            years=_values(asked, Facet.YEAR, _year),
            audiences=_values(asked, Facet.AUDIENCE, lambda value: Audience(int(value))),
        ),
        sort=_one(asked.get("sort") or Sort.RELEVANCE, Sort, "sort"),
        after=asked.get("after", ""),
        facets=facets_for(viewer),
    )


def _values(asked: QueryDict, facet: Facet, convert: Callable[[str], T]) -> tuple[T, ...]:
    return tuple(_one(value, convert, facet.value) for value in asked.getlist(facet.value) if value)


def _one(value: str, convert: Callable[[str], T], name: str) -> T:
    try:
        return convert(value)
    except ValueError as error:
        raise BadRequest(
            _("The address asks for a value of “%(name)s” that does not exist.") % {"name": name}
        ) from error


def _country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError(value)
    return value.upper()


def _year(value: str) -> int:
    if len(value) != 4 or not value.isascii() or not value.isdigit():
        raise ValueError(value)
    return int(value)
