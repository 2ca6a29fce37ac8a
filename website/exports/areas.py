"""All alerts of travel advice as GeoJSON (RFC 7946): a feature for each area, written country by country.

An alert for a whole country, or for parts that are not drawn, is a feature without a geometry: who reads only the areas
would otherwise think that it does not exist.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from publishing.kinds.travel_advice import AlertArea, TravelAdviceDetails, TravelAlert
from publishing.models import ContentItem
from publishing.text.url_paths import public_url

MEDIA_TYPE = "application/geo+json"
BATCH = 20
"""Countries whose editions are in memory at the same time: an area may have half a megabyte."""


def write_areas(items: Iterable[ContentItem]) -> Iterator[str]:
    """Yield the text of a feature collection."""
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for item in items:
        for feature in _build_features(item):
            yield separator + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            separator = ",\n"
    yield "\n]}\n"


def _build_features(item: ContentItem) -> Iterator[dict[str, Any]]:
    assert item.edition is not None, "a visible item has an edition"
    details = item.edition.content(item.kind).details
    assert isinstance(details, TravelAdviceDetails)
    common = _describe_advice(item, details)
    for number, alert in enumerate(details.alerts, 1):
        for place, area in enumerate(alert.areas or (None,), 1):
            yield {
                "type": "Feature",
                "id": f"{item.pk}/{number}/{place}",
                "geometry": area.geometry if area else None,
                "properties": _describe_area(alert, area) | common,
            }


def _describe_area(alert: TravelAlert, area: AlertArea | None) -> dict[str, Any]:
    return {
        "advisedAgainst": alert.advised_against.value,
        "extent": alert.extent.value,
        "alert": alert.description,
        "name": area.name if area else None,
        "description": area.description if area else None,
        "reason": area.reason if area else None,
    }


def _describe_advice(item: ContentItem, details: TravelAdviceDetails) -> dict[str, Any]:
    """Return the properties that all areas of a country share. The edition's number would count hidden editions."""
    assert item.edition is not None, "a visible item has an edition"
    source = details.provenance
    return {
        "country": details.country,
        "countryName": details.country_name,
        "url": public_url(item.path) if item.path else None,
        "edition": item.edition.content_hash,
        "changedAt": item.updated_at.isoformat(),
        "sourceChangedAt": details.source_changed_at.isoformat() if details.source_changed_at else None,
        "reviewedAt": item.edition.reviewed_at.isoformat() if item.edition.reviewed_at else None,
        "provenance": source.model_dump(mode="json", include={"publisher", "url", "licence", "updated_at"})
        if source
        else None,
    }
