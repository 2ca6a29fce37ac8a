"""Consumers, indices and documents with faults, for tests of maintenance."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from elasticsearch import Elasticsearch

from publishing.consumers.registry import consumers
from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.log.new_edition import NewEdition
from publishing.models import Change
from search.documents.search_document import SearchDocument, build_documents, latest_versions
from search.engines.interface import Index, IndexedVersion
from search.indexing.consumer import SearchConsumer, last_sequence, position_at
from tests.publishing.documents import a_document

Tamper = Callable[[list[SearchDocument]], Iterable[SearchDocument]]


def get_consumer(engine: str) -> SearchConsumer:
    """Return an engine's consumer, by the engine's name in results."""
    found = consumers["search" if engine == "TANTIVY" else "search-elasticsearch"]
    assert isinstance(found, SearchConsumer)
    return found


def live_index(engine: str) -> Index:
    """Return the live index."""
    index = get_consumer(engine).store().live()
    assert index is not None, f"{engine} has no index"
    return index


def indexed_versions(engine: str) -> dict[UUID, IndexedVersion]:
    """Return the versions in the index, by item."""
    return {version.item_id: version for version in live_index(engine).indexed_versions()}


def unbuildable_edition(**changes: Any) -> NewEdition:
    """Return an edition that no search document can be built from: its stored details lack the country's name."""
    document = a_document(Kind.TRAVEL_ADVICE, **{"title": "Utopia", "details": utopia("UT"), **changes})
    details = document.details.model_copy()
    del details.__dict__["country_name"]
    return document.model_copy(update={"details": details})


def rejected_edition(**changes: Any) -> NewEdition:
    """Return an edition whose document Elasticsearch rejects: its country is longer than a term may be."""
    return a_document(Kind.TRAVEL_ADVICE, **{"title": "Utopia", "details": utopia("x" * 40_000), **changes})


def utopia(country: str) -> TravelAdviceDetails:
    """Return details that are not validated."""
    return TravelAdviceDetails.model_construct(country=country, country_name="Utopia", country_slug="utopia", parts=())


def current_documents(*item_ids: UUID) -> list[SearchDocument]:
    """Build the items' current documents."""
    return list(build_documents(latest_versions(item_ids)))


def remove_from_index(engine: str, item_id: UUID) -> None:
    """Remove a document from an index without changing its position, as a lost write would."""
    live_index(engine).write((), latest_versions([item_id]), None)


def promote_with(engine: str, documents: Iterable[SearchDocument]) -> None:
    """Make an index live that is up to date by its position, and has these documents."""
    store = get_consumer(engine).store()
    index = store.create_index()
    index.write(documents, {}, position_at(Change.objects.get(sequence=last_sequence())))
    store.promote(index)
    store.delete_unused()


def retitled(document: SearchDocument, title: str) -> SearchDocument:
    """Return the document with another title and the same version."""
    return replace(document, title=title, whole_title=title.lower())


def indices(engine: str) -> list[str]:
    """Return the names of the engine's indices of this release."""
    if engine == "TANTIVY":
        return [path.name for path in settings.SEARCH_INDEX_DIR.glob("tantivy-*/*") if path.is_dir()]
    with Elasticsearch(settings.ELASTICSEARCH_URLS[0]) as client:
        return list(client.indices.get_alias(index=f"{settings.ELASTICSEARCH_INDEX}-*"))
