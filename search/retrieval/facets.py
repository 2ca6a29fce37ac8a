"""Facet values as readers see them: with labels, and only those that the viewer may see."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import get_language

from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.geography.countries import find_country
from publishing.kinds import Kind
from publishing.models import ContentItem
from search.base.requests import LINKED_FACETS, Facet, SearchRequest
from search.base.results import FacetValue
from search.engines.interface import Counts

ChosenValues = dict[Facet, tuple[str, ...]]


def facets_for(viewer: Viewer) -> tuple[Facet, ...]:
    """Return the facets that are useful to the viewer: for the public every hit has the same audience."""
    return tuple(facet for facet in Facet if facet is not Facet.AUDIENCE or not viewer.is_anonymous)


def visible_choices(request: SearchRequest) -> ChosenValues:
    """Return the chosen values without items that the viewer may not see.

    Filtering by such an item finds nothing, like an id that never existed. One SQL query if a linked facet is chosen.
    """
    chosen = request.filters.chosen()
    targets = _visible_targets({facet: values for facet, values in chosen.items() if facet in LINKED_FACETS}, request)
    return {
        facet: tuple(value for value in values if facet not in LINKED_FACETS or UUID(value) in targets)
        for facet, values in chosen.items()
    }


def label_facets(counts: Counts, chosen: ChosenValues, request: SearchRequest) -> dict[Facet, tuple[FacetValue, ...]]:
    """Return the values of each facet, the most frequent first; chosen values are included even with a count of 0.

    At most one SQL query, whatever the number of facets.
    """
    complete = {facet: {**dict.fromkeys(chosen.get(facet, ()), 0), **counts.get(facet, {})} for facet in request.facets}
    targets = _visible_targets({facet: values for facet, values in complete.items() if facet in LINKED_FACETS}, request)
    labelled = {}
    for facet, values in complete.items():
        labels = {value: _label(facet, value, targets) for value in values}
        selected = chosen.get(facet, ())
        found = (FacetValue(value, label, values[value], value in selected) for value, label in labels.items() if label)
        labelled[facet] = tuple(sorted(found, key=lambda value: (-value.count, value.label)))
    return labelled


def _visible_targets(values: Mapping[Facet, Collection[str]], request: SearchRequest) -> dict[UUID, ContentItem]:
    ids = {UUID(value) for some in values.values() for value in some}
    return ContentItem.objects.visible_to(request.viewer).by_content_id(ids, request.locale) if ids else {}


def _label(facet: Facet, value: str, targets: dict[UUID, ContentItem]) -> str:
    """Return the name of a value; empty for an item that the viewer may not see."""
    if facet in LINKED_FACETS:
        target = targets.get(UUID(value))
        return target.edition.title if target and target.edition else ""
    if facet is Facet.COUNTRY:
        country = find_country(value)
        return country.name(get_language() or "en") if country else value
    if facet is Facet.KIND:
        return str(Kind(value).label)
    return str(Audience(int(value)).label) if facet is Facet.AUDIENCE else value
