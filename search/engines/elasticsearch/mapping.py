"""The mapping, the hash that names an index, and an item's document as Elasticsearch takes it.

Only what the server's core has, and tokenizers and filters of every full distribution, so that any cluster will do.
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
from search.base.fields import COUNTED, Field, TextFields, text_fields
from search.documents.search_document import FORMAT, SearchDocument
from search.engines.elasticsearch.analysers import BEGINNINGS, PHRASES, STEMMING, WORDS
from search.queries.audience_partitions import CIRCLES, WHOLE, circles_with
from search.semantic.embedding import Model, configured
from search.semantic.storing import unpacked

STATE = "state"
"""The id of the one document that is no item: it holds the position."""
SEQUENCE, MARK = "sequence", "mark"
DIGEST = "digest"
OPENING = "opening"
"""How the text begins: tells whether a passage is its beginning."""
OPENING_CHARACTERS = 40
BEGUN = "begun"
"""The part of a field of whole words that holds their beginnings."""
PASSAGES, VECTOR = "passages", "vector"
HIGHLIGHT = "\ue000", "\ue001"
"""Stand around what matched; they are taken out of texts."""

_KEYWORDS = (
    Field.ITEM,
    Field.CONTENT_ID,
    Field.LOCALE,
    Field.WHOLE_TITLE,
    Field.CODE,
    Field.MARKING,
    Field.PROJECT,
    *COUNTED,
)
_SETTINGS = {
    # All fits one shard many times over, and scores are those of the whole.
    "number_of_shards": 1,
    "auto_expand_replicas": "0-2",
    # Whoever writes refreshes: what is told as searchable then is, on every copy.
    "refresh_interval": -1,
}
_WITHOUT_MARKS = str.maketrans("", "", "".join(HIGHLIGHT))


def body() -> dict[str, Any]:
    """Return settings and mappings of a new index."""
    return _body(configured())


@cache
def _body(model: Model | None) -> dict[str, Any]:
    index = Index("any")
    index.settings(**_SETTINGS)
    index.analyzer(PHRASES)
    index.mapping(_mapping(model))
    made: dict[str, Any] = index.to_dict()
    return made


def mapping_hash() -> str:
    """Return what differs when an index must be built anew."""
    return _mapping_hash(configured())


@cache
def _mapping_hash(model: Model | None) -> str:
    facts = [FORMAT, _body(model), *([model.label] if model else [])]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def elasticsearch_document(source: SearchDocument) -> dict[str, Any]:
    """Return an item's document."""
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
        Field.UPDATED_AT: source.updated_at,
        **({} if source.expires_at is None else {Field.EXPIRES_AT: source.expires_at}),
        **{Field.of(facet): values for facet, values in source.facets.items()},
        **{name: value for circle in circles_with(source.audience) for name, value in _texts(source, circle)},
        OPENING: source.body.translate(_WITHOUT_MARKS)[:OPENING_CHARACTERS],
        DIGEST: source.digest,
        **_meaning(source.vectors),
    }


def _texts(source: SearchDocument, circle: Audience) -> Iterator[tuple[str, str]]:
    """Yield the fields in which a circle finds a document: a word is weighed by all documents that have the field."""
    title, text, keywords = (piece.translate(_WITHOUT_MARKS) for piece in (source.title, source.body, source.keywords))
    fields, names = text_fields(source.language), names_in(circle)
    values = {
        fields.title: title,
        fields.body: text,
        fields.keywords: keywords,
        fields.words: "\n".join((title, text, keywords)),
        fields.title_words: "\n".join((title, keywords)),
    }
    return ((names.get(name, name), value) for name, value in values.items())


@cache
def names_in(circle: Audience) -> dict[str, str]:
    """Return the names of the text fields that a circle is answered from; the whole has the plain ones."""
    plain = [name for language in LANGUAGES for name in astuple(text_fields(language))]
    return {} if circle == WHOLE else {name: f"{name}_{circle.name.lower()}" for name in plain}


def fields_in(circle: Audience, language: str) -> TextFields:
    """Return the text fields of a language that a circle is answered from."""
    return TextFields(*(names_in(circle).get(name, name) for name in astuple(text_fields(language))))


def _meaning(vectors: bytes) -> dict[str, Any]:
    model = configured()
    if model is None or not vectors:
        return {}
    return {PASSAGES: [{VECTOR: row} for row in unpacked(vectors, model.dimensions).tolist()]}


def _mapping(model: Model | None) -> Mapping:
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    name: str
    for name in _KEYWORDS:
        mapping.field(name, Keyword())
    mapping.field(Field.AUDIENCE, Integer())
    for name in (Field.UPDATED_AT, Field.EXPIRES_AT, Field.EDITION, SEQUENCE):
        mapping.field(name, Long())
    for name in (MARK, DIGEST, OPENING):
        mapping.field(name, Keyword(index=False))
    words: dict[str, Any] = {"index_options": "docs", "norms": False}
    for language, circle in product(LANGUAGES, CIRCLES):
        fields, stemming = fields_in(circle, language), STEMMING[language]
        mapping.field(fields.title, Text(analyzer=stemming, index_options="offsets"))
        mapping.field(fields.body, Text(analyzer=stemming, index_options="offsets"))
        mapping.field(fields.keywords, Text(analyzer=stemming))
        mapping.field(fields.words, Text(analyzer=WORDS, **words))
        begun = Text(analyzer=BEGINNINGS, search_analyzer=WORDS, **words)
        mapping.field(fields.title_words, Text(analyzer=WORDS, fields={BEGUN: begun}, **words))
    if model:
        # Flat: an exact answer, that no document outside the gate can sway as it can the walk through a graph.
        vector = DenseVector(dims=model.dimensions, similarity="cosine", index_options={"type": "flat"})
        mapping.field(PASSAGES, Nested(properties={VECTOR: vector}))
    return mapping
