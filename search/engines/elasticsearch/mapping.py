"""The index mapping, the hash of it that names an index, and the conversion of documents to Elasticsearch's form.

Uses only core server features and the tokenizers and filters of every full distribution, so that any cluster will do.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from itertools import product
from typing import Any

from elasticsearch.dsl import DenseVector, Index, Integer, Keyword, Long, Mapping, Nested, Text

from publishing.access.audiences import Audience
from search.base.analysis import LANGUAGES
from search.base.fields import COUNTED, KEYWORDS, Field, TextFields, text_fields
from search.documents.search_document import SearchDocument, document_format
from search.engines.elasticsearch.analysers import EDGE_NGRAMS, PHRASES, STEMMING, UNSTEMMED
from search.queries.audience_tiers import FULL_TIER, TIERS, tiers_including
from search.semantic.embedding import Model, configured_model
from search.semantic.vectors import unpack_vectors

STATE = "state"
"""The id of the only document that is not a content item: it holds the log position."""
SEQUENCE, MARK = "sequence", "mark"
DIGEST = "digest"
BODY_START = "opening"
"""The first characters of the body, to check whether a snippet starts there. (Renaming the field means a rebuild.)"""
BODY_START_CHARACTERS = 40
START_NGRAMS = "begun"
"""The sub-field that holds the edge n-grams of unstemmed terms."""
PASSAGES, VECTOR = "passages", "vector"
HIGHLIGHT_TAGS = "\ue000", "\ue001"
"""Placed around each match; removed from all texts that are indexed."""
WITHOUT_HIGHLIGHT_TAGS = str.maketrans("", "", "".join(HIGHLIGHT_TAGS))

_SETTINGS = {
    # One shard is far more than enough, and scores then take all documents into account.
    "number_of_shards": 1,
    "auto_expand_replicas": "0-2",
    # Writers refresh explicitly, so that what they report as searchable is searchable on every replica.
    "refresh_interval": -1,
}


@cache
def index_body(model: Model | None) -> dict[str, Any]:
    """Return the settings and mappings of a new index."""
    index = Index("any")
    index.settings(**_SETTINGS)
    index.analyzer(PHRASES)
    index.mapping(_build_mapping(model))
    body: dict[str, Any] = index.to_dict()
    return body


@cache
def mapping_hash(model: Model | None) -> str:
    """Return a hash that changes when the index must be rebuilt."""
    hashed = [document_format(), index_body(model), *([model.label] if model else [])]
    return hashlib.sha256(json.dumps(hashed, sort_keys=True).encode()).hexdigest()[:12]


def elasticsearch_document(source: SearchDocument) -> dict[str, Any]:
    """Return a document in the form that Elasticsearch indexes."""
    model = configured_model()
    vectors = unpack_vectors(source.vectors, model.dimensions).tolist() if model and source.vectors else []
    return {
        Field.ITEM: str(source.item_id),
        Field.CONTENT_ID: str(source.content_id),
        Field.EDITION: source.edition_id,
        Field.LOCALE: source.locale,
        Field.WHOLE_TITLE: source.whole_title,
        Field.CODE: source.codes,
        Field.AUDIENCE: source.audience,
        Field.MARKING: source.marking,
        Field.PROJECT: [str(project) for project in source.projects],
        Field.TRANSLATION: source.translations,
        Field.UPDATED_AT: source.updated_at,
        **({} if source.expires_at is None else {Field.EXPIRES_AT: source.expires_at}),
        **{Field.of(facet): values for facet, values in source.facets.items()},
        **{name: value for tier in tiers_including(source.audience) for name, value in _text_values(source, tier)},
        BODY_START: source.body.translate(WITHOUT_HIGHLIGHT_TAGS)[:BODY_START_CHARACTERS],
        DIGEST: source.digest,
        **({PASSAGES: [{VECTOR: row} for row in vectors]} if vectors else {}),
    }


def _text_values(source: SearchDocument, tier: Audience) -> Iterator[tuple[str, str]]:
    """Yield the text fields that a tier searches: a term's weight depends on all documents that have the field."""
    names = tier_field_names(tier)
    for language in LANGUAGES:
        for name, value in source.text_values(text_fields(language)).items():
            yield names.get(name, name), value.translate(WITHOUT_HIGHLIGHT_TAGS)


@cache
def tier_field_names(tier: Audience) -> dict[str, str]:
    """Map the names of the text fields to those that a tier searches; empty for the widest tier."""
    names = [name for language in LANGUAGES for name in astuple(text_fields(language))]
    return {} if tier == FULL_TIER else {name: f"{name}_{tier.name.lower()}" for name in names}


def tier_fields(tier: Audience, language: str) -> TextFields:
    """Return the text fields of a language that a tier searches."""
    return TextFields(*(tier_field_names(tier).get(name, name) for name in astuple(text_fields(language))))


def _build_mapping(model: Model | None) -> Mapping:
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    name: str
    for name in (*KEYWORDS, *COUNTED):
        mapping.field(name, Keyword())
    mapping.field(Field.AUDIENCE, Integer())
    for name in (Field.UPDATED_AT, Field.EXPIRES_AT, Field.EDITION, SEQUENCE):
        mapping.field(name, Long())
    for name in (MARK, DIGEST, BODY_START):
        mapping.field(name, Keyword(index=False))
    unranked: dict[str, Any] = {"index_options": "docs", "norms": False}
    for language, tier in product(LANGUAGES, TIERS):
        fields, stemming = tier_fields(tier, language), STEMMING[language]
        mapping.field(fields.title, Text(analyzer=stemming, index_options="offsets"))
        mapping.field(fields.summary, Text(analyzer=stemming))
        mapping.field(fields.body, Text(analyzer=stemming, index_options="offsets"))
        mapping.field(fields.text, Text(analyzer=stemming))
        mapping.field(fields.keywords, Text(analyzer=stemming))
        mapping.field(fields.tokens, Text(analyzer=UNSTEMMED, **unranked))
        ngrams = Text(analyzer=EDGE_NGRAMS, search_analyzer=UNSTEMMED, **unranked)
        mapping.field(fields.title_tokens, Text(analyzer=UNSTEMMED, fields={START_NGRAMS: ngrams}, **unranked))
    if model:
        # Flat, so that the answer is exact: documents that the viewer may not see can sway a walk through a graph.
        vector = DenseVector(dims=model.dimensions, similarity="cosine", index_options={"type": "flat"})
        mapping.field(PASSAGES, Nested(properties={VECTOR: vector}))
    return mapping
