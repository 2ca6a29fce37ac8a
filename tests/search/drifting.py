"""Consumers, indices and documents that are not as they should be, for tests of what looks after them."""

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


def consumer_of(engine: str) -> SearchConsumer:
    """Return what feeds an engine's index, by the name that answers carry."""
    found = consumers["search" if engine == "TANTIVY" else "search-elasticsearch"]
    assert isinstance(found, SearchConsumer)
    return found


def live_index(engine: str) -> Index:
    """Return the index that is asked."""
    index = consumer_of(engine).store().live()
    assert index is not None, f"{engine} has no index"
    return index


def known_to(engine: str) -> dict[UUID, IndexedVersion]:
    """Return what the index has, by item."""
    return {known.item_id: known for known in live_index(engine).indexed_versions()}


def unmakeable(**changes: Any) -> NewEdition:
    """Return a document of which no index can be told anything: its stored details lack the country's name."""
    document = a_document(Kind.TRAVEL_ADVICE, **{"title": "Utopia", "details": utopia("UT"), **changes})
    details = document.details.model_copy()
    del details.__dict__["country_name"]
    return document.model_copy(update={"details": details})


def unacceptable(**changes: Any) -> NewEdition:
    """Return a document that Elasticsearch refuses: its country is longer than a term can be."""
    return a_document(Kind.TRAVEL_ADVICE, **{"title": "Utopia", "details": utopia("x" * 40_000), **changes})


def utopia(country: str) -> TravelAdviceDetails:
    """Return details that nobody has checked."""
    return TravelAdviceDetails.model_construct(country=country, country_name="Utopia", country_slug="utopia", parts=())


def made_of(*item_ids: UUID) -> list[SearchDocument]:
    """Return the items' documents as they are now."""
    return list(build_documents(latest_versions(item_ids)))


def take_out(engine: str, item_id: UUID) -> None:
    """Have an index lose a document without a trace in its position, as a lost write would."""
    live_index(engine).write((), latest_versions([item_id]), None)


def put_in_place(engine: str, documents: Iterable[SearchDocument]) -> None:
    """Let an index serve that claims to know all of the log, and has these documents."""
    store = consumer_of(engine).store()
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
