"""Imports the invented advice for all countries, then draws areas in some of it as an editor would."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from django.contrib.auth import get_user_model

from cms.importing.importer import Importer, Result
from cms.importing.mapping import MappedPage
from cms.importing.reading import Document
from cms.importing.sources.govuk_travel_advice import SOURCE, map_document
from cms.lifecycle.sync import backdated
from cms.loading.travel_documents import find_areas, travel_documents
from cms.models import TravelAdvicePage
from cms.release.authorities import RecordedRelease
from cms.release.gate import released_by
from publishing.kinds.travel_advice import AlertExtent
from publishing.models import Actor

PUBLISHER = "Step Change hub demonstration"
FETCHED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOTE = "Demonstration: the areas are named and drawn."
AUTHOR = "travel.desk"


def _map_demonstration(document: Document) -> MappedPage:
    """Map a document as GOV.UK's, but never say that the Foreign Office wrote it."""
    mapped = map_document(document)
    own = {
        "provenance_publisher": PUBLISHER,
        "provenance_url": f"https://example.org/travel/{mapped.key}",
        "provenance_licence": "Demonstration content",
    }
    return replace(mapped, facts={**mapped.facts, **own})


DEMONSTRATION = replace(SOURCE, name="demonstration", publisher=PUBLISHER, map=_map_demonstration)


def load_countries(show: Callable[[Iterable[Document]], Iterable[Document]] = iter) -> list[Result]:
    """Import the documents; return what became of each. Running it again changes nothing."""
    author = get_user_model().objects.filter(username=AUTHOR).first()
    results = list(Importer(DEMONSTRATION, author).run(show(_documents())))
    for code, areas in find_areas().items():
        page = TravelAdvicePage.objects.filter(country=code, live=True, locale__language_code="en-gb").first()
        if page and page.alerts and page.alerts[0].value["extent"] == AlertExtent.UNNAMED_PARTS:
            _draw_areas(page, areas, author)
    return results


def _documents() -> Iterator[Document]:
    for data in travel_documents():
        text = json.dumps(data)
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield Document(data["base_path"], json.loads(text), digest, FETCHED_AT)


def _draw_areas(page: Any, areas: list[dict[str, Any]], author: Any) -> None:
    drawn = [
        {
            "type": "item",
            "value": {**area, "geometry": json.dumps(area["geometry"])},
            "id": str(uuid5(page.translation_key, area["name"])),
        }
        for area in areas
    ]
    alerts = page.alerts.get_prep_value()
    alerts[0]["value"] |= {"extent": AlertExtent.NAMED_PARTS.value, "areas": drawn}
    page.alerts, page.change_note = json.dumps(alerts), NOTE
    release = RecordedRelease(Actor.named(AUTHOR), Actor.named(PUBLISHER), NOTE)
    with backdated(FETCHED_AT), released_by(release):
        page.save_revision(user=author, log_action=True).publish(user=author)
