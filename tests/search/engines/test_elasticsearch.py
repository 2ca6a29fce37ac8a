"""Elasticsearch only: aliases, external versions, points in time, and its analysis."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from elasticsearch import BadRequestError, Elasticsearch

from publishing.log.record import record_publication, record_withdrawal
from search.base.analysis import ENGLISH, PLAIN, positioned_terms, tokenize
from search.base.cursors import CursorPosition, decode_cursor, encode_cursor
from search.documents.search_document import build_documents, latest_versions
from search.engines.elasticsearch.cluster import Address, get_cluster
from search.engines.elasticsearch.mapping import mapping_hash
from search.engines.elasticsearch.store import ElasticsearchStore
from search.semantic.embedding import configured_model
from tests.publishing.documents import a_document, publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("elasticsearch_index"), pytest.mark.both_databases]

Drain = Callable[[], None]


@pytest.fixture
def client(elasticsearch_url: str, elasticsearch_index: str) -> Any:
    with Elasticsearch(elasticsearch_url) as made:
        yield made


def test_the_cluster_answers_and_index_names_contain_the_mapping_hash(
    drain: Drain, client: Elasticsearch, elasticsearch_index: str
) -> None:
    publish(title="Lantern")
    drain()
    assert (search_for("lantern").engine, search_for("lantern").degraded) == ("ELASTICSEARCH", False)
    ((name, facts),) = client.indices.get_alias(index=f"{elasticsearch_index}-*").items()
    base = f"{elasticsearch_index}-{mapping_hash(configured_model())}"
    assert name.startswith(base)
    assert set(facts["aliases"]) == {f"{base}-read", f"{base}-write"}


def test_fields_that_are_not_in_the_mapping_are_rejected(
    drain: Drain, client: Elasticsearch, elasticsearch_index: str
) -> None:
    publish(title="Lantern")
    drain()
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
        client.index(
            index=f"{elasticsearch_index}-{mapping_hash(configured_model())}-write", document={"unheard": "of"}
        )


def test_a_late_write_restores_neither_old_text_nor_a_withdrawn_item(drain: Drain) -> None:
    document = a_document(title="Old lantern")
    item = record_publication(document).item
    old = list(build_documents(latest_versions([item.pk])))
    record_publication(document.model_copy(update={"title": "New candle"}))
    drain()
    index = elasticsearch_store().live()
    assert index is not None
    assert index.write(old, {}, None) == []
    assert (titles(search_for("candle")), search_for("lantern").total) == (["New candle"], 0)
    record_withdrawal(document.content_id, document.locale)
    drain()
    index.write(old, {}, None)
    assert search_for("lantern").total == 0
    assert list(index.indexed_versions()) == []


def test_a_rejected_document_is_removed_and_the_others_are_indexed(drain: Drain) -> None:
    bad, good = (record_publication(a_document(title=title)).item for title in ("Lantern", "Candle"))
    drain()
    index = elasticsearch_store().live()
    assert index is not None
    made = {document.item_id: document for document in build_documents(latest_versions([bad.pk, good.pk]))}
    object.__setattr__(made[bad.pk], "locale", "x" * 40_000)  # longer than a term of Lucene's can be
    (refusal,) = index.write(made.values(), {}, None)
    assert (refusal.item_id, refusal.version) == (bad.pk, made[bad.pk].version)
    assert "immense term" in refusal.reason
    assert [known.item_id for known in index.indexed_versions()] == [good.pk]


def test_pages_after_the_first_come_from_one_point_in_time(drain: Drain) -> None:
    for number in range(9):
        publish(title=f"Doors {number}", updated_at=timezone.now())
    drain()
    first = search_for("doors", sort="newest", first=3)
    second = search_for("doors", sort="newest", first=3, after=first.end_cursor)
    assert decode_cursor(second.end_cursor).snapshot_id
    for number in range(3):
        publish(title=f"Doors again {number}")
    drain()
    third = search_for("doors", sort="newest", first=3, after=second.end_cursor)
    assert (third.total, third.has_next) == (9, False)
    assert len({*titles(first), *titles(second), *titles(third)}) == 9


def test_withdrawn_items_are_hidden_in_a_point_in_time(drain: Drain) -> None:
    documents = [a_document(title=f"Doors {number}") for number in range(6)]
    for document in documents:
        record_publication(document)
    drain()
    first = search_for("doors", sort="newest", first=2)
    second = search_for("doors", sort="newest", first=2, after=first.end_cursor)
    for document in documents:
        record_withdrawal(document.content_id, document.locale)
    drain()
    third = search_for("doors", sort="newest", first=2, after=second.end_cursor)
    assert (third.hits, third.total) == ((), 0)


def test_a_later_page_works_after_its_point_in_time_has_expired(drain: Drain, client: Elasticsearch) -> None:
    for number in range(9):
        publish(title=f"Doors {number}")
    drain()
    first = search_for("doors", first=3)
    second = search_for("doors", first=3, after=first.end_cursor)
    client.close_point_in_time(id=decode_cursor(second.end_cursor).snapshot_id)
    third = search_for("doors", first=3, after=second.end_cursor)
    assert (third.engine, third.degraded) == ("ELASTICSEARCH", False)
    assert len({*titles(first), *titles(second), *titles(third)}) == 9


def test_a_later_page_continues_where_another_engine_stopped(drain: Drain) -> None:
    for number in range(9):
        publish(title=f"Doors {number}")
    drain()
    first = search_for("doors", sort="newest", first=3)
    place = decode_cursor(first.end_cursor)
    elsewhere = encode_cursor(CursorPosition(place.offset, place.item_id))
    assert titles(search_for("doors", sort="newest", first=3, after=elsewhere)) == titles(
        search_for("doors", sort="newest", first=3, after=first.end_cursor)
    )


@pytest.mark.parametrize("language", [ENGLISH, PLAIN])
def test_documents_and_queries_are_analysed_the_same_way(drain: Drain, client: Elasticsearch, language: str) -> None:
    publish(title="Lantern")
    drain()
    index = elasticsearch_store().live()
    assert index is not None
    for text in TEXTS:
        tokens = client.indices.analyze(index=index.name, field=f"body_{language}", text=text)["tokens"]
        assert [(token["position"], token["token"]) for token in tokens] == list(positioned_terms(text, language))
        whole = client.indices.analyze(index=index.name, field=f"words_{language}", text=text)["tokens"]
        assert tuple(token["token"] for token in whole) == tokenize(text)


TEXTS = (
    "The traveller's advice for Ynys Môn: running, İstanbul, Cymru\u2019n, TT3 and BR-2026-014",
    "Emergency services and the international university organised an evening",
    "naïve café's CÔTE D\u2019IVOIRE Réunion Türkiye Åland, Świnoujście & Šiauliai",
    "3.5 example.org a_b http://www.gov.uk/x?y=z 12:30 £4,000 50% e-mail o'clock rock'n'roll",
    "generously dying skies news innings outing proceed exceed succeed cannings herring earring",
    "Mae'r cyngor i'r gweithwyr yng Nghymru a'r Alban wedi'i gyhoeddi",
)


def elasticsearch_store() -> ElasticsearchStore:
    return ElasticsearchStore(get_cluster(Address(settings.ELASTICSEARCH_URLS)), settings.ELASTICSEARCH_INDEX)
