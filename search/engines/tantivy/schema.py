"""The index schema, the hash of it that names the index's folder, and the conversion of documents to tantivy's form."""

import hashlib
import json
from functools import cache
from importlib.metadata import version

from tantivy import Document, Index, Schema, SchemaBuilder

from search.base.analysis import LANGUAGES, positioned_terms, stemming_analyser, unstemmed_analyser
from search.base.fields import COUNTED, KEYWORDS, Field, text_fields
from search.documents.search_document import SearchDocument, document_format
from search.engines.interface import LogPosition
from search.semantic.embedding import Model

STATE = "state"
"""The id of the only document that is not a content item: it holds the log position, so that documents and position
are committed in one step."""
SEQUENCE, MARK = "sequence", "mark"
VERSION, DIGEST = "version", "digest"
UNSTEMMED = "words"

_PROBE = "The traveller's advice for Ynys Môn: running, İstanbul, Cymru\u2019n, TT3 and BR-2026-014"


@cache
def schema() -> Schema:
    """Return the schema."""
    builder = SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(name, stored=name == Field.ITEM, tokenizer_name="raw", index_option="basic")
    for name in COUNTED:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (Field.AUDIENCE, Field.UPDATED_AT, Field.EXPIRES_AT):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field(Field.EDITION, stored=True)
    builder.add_integer_field(VERSION, stored=True)
    builder.add_text_field(DIGEST, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(SEQUENCE, stored=True)
    builder.add_text_field(MARK, stored=True, tokenizer_name="raw", index_option="basic")
    for language in LANGUAGES:
        fields = text_fields(language)
        builder.add_text_field(fields.title, stored=True, tokenizer_name=language)
        builder.add_text_field(fields.summary, tokenizer_name=language)
        builder.add_text_field(fields.body, stored=True, tokenizer_name=language, index_option="basic")
        builder.add_text_field(fields.text, tokenizer_name=language)
        builder.add_text_field(fields.keywords, tokenizer_name=language)
        builder.add_text_field(fields.tokens, tokenizer_name=UNSTEMMED, index_option="basic")
        builder.add_text_field(fields.title_tokens, tokenizer_name=UNSTEMMED, index_option="basic")
    return builder.build()


@cache
def schema_hash(model: Model | None) -> str:
    """Return a hash that changes when the index must be rebuilt: it covers the fields, the analysis, the format of
    documents, tantivy's version and the embedding model."""
    analysis = [positioned_terms(_PROBE, language) for language in LANGUAGES]
    hashed = [version("tantivy"), document_format(), KEYWORDS, COUNTED, analysis, unstemmed_analyser().analyze(_PROBE)]
    hashed += [model.label] if model else []
    return hashlib.sha256(json.dumps(hashed).encode()).hexdigest()[:12]


def open_index(path: str | None) -> Index:
    """Return the index in a folder, created if there is none; without a path, one in memory."""
    index = Index(schema(), path)
    index.config_reader("manual")  # otherwise a thread of its own would read files that may be damaged
    for language in LANGUAGES:
        index.register_tokenizer(language, stemming_analyser(language))
    index.register_tokenizer(UNSTEMMED, unstemmed_analyser())
    return index


def state_document(position: LogPosition) -> Document:
    """Return the document that holds the position."""
    document = Document()
    document.add_text(Field.ITEM, STATE)
    document.add_integer(SEQUENCE, position.sequence)
    document.add_text(MARK, position.fingerprint)
    return document


def tantivy_document(source: SearchDocument) -> Document:
    """Return a document in the form that tantivy indexes."""
    document = Document()
    _add_texts(document, source)
    document.add_integer(Field.EDITION, source.edition_id)
    document.add_integer(VERSION, source.version)
    document.add_text(DIGEST, source.digest)
    document.add_integer(Field.AUDIENCE, source.audience)
    document.add_integer(Field.UPDATED_AT, source.updated_at)
    if source.expires_at is not None:
        document.add_integer(Field.EXPIRES_AT, source.expires_at)
    for facet, values in source.facets.items():
        for value in values:
            document.add_text(Field.of(facet), value)
    return document


def _add_texts(document: Document, source: SearchDocument) -> None:
    for name, value in (
        (Field.ITEM, str(source.item_id)),
        (Field.CONTENT_ID, str(source.content_id)),
        (Field.LOCALE, source.locale),
        (Field.WHOLE_TITLE, source.whole_title),
        (Field.MARKING, source.marking),
        *(pair for language in LANGUAGES for pair in source.text_values(text_fields(language)).items()),
    ):
        document.add_text(name, value)
    for translation in source.translations:
        document.add_text(Field.TRANSLATION, translation)
    for code in source.codes:
        document.add_text(Field.CODE, code)
    for project in source.projects:
        document.add_text(Field.PROJECT, str(project))
