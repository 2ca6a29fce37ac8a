"""The presearch drops nothing: whatever an index finds for a search has one of its anchors and may hold."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Searcher

from publishing.kinds import Kind
from search.base.analysis import analysis_language, code_key, normalise, title_key
from search.base.fields import Field, microseconds, text_fields
from search.base.requests import Facet
from search.documents.search_document import SearchDocument
from search.engines.tantivy.schema import open_index, tantivy_document
from search.engines.tantivy.translate import translate
from search.models import SynonymSet
from search.queries.builder import build_text_query
from search.queries.nodes import Bool, Boost, ConstantScore, DisMax, MatchAll, Node, OneOf, Phrase, Term
from search.queries.parsed_query import ParsedQuery
from search.queries.parser import parse_query
from search.saved.anchors import choose_anchors, document_anchors
from search.saved.clauses import build_clause, document_traits, may_hold
from search.saved.one_document import OneDocument
from search.vocabulary.compiled import compile_vocabulary, override_vocabulary
from tests.sizes import sized

NAMESPACE = UUID("5f0c6b0e-6d7a-4a64-9c55-0d6f6a1f6a55")
LOCALES = ("en-gb", "cy")
VOCABULARY = compile_vocabulary(
    [
        SynonymSet(locale="en-gb", terms="CT\ncounter terrorism"),
        SynonymSet(locale="en-gb", terms="bag\nrucksack\nleft luggage"),
        SynonymSet(locale="en-gb", terms="IT", meanings="computers\ninformation technology", capitals=True),
    ],
    [],
)
TEXT = """door doors bag rucksack left luggage run hide tell stadium counter terrorism CT it IT computers the what how
TT3 3 BR-2026-014 br 2026 Ynys Môn mon Cymru'n yng café traveller's :"""
WORDS = st.sampled_from(TEXT.split())
TOPICS = tuple(str(uuid5(NAMESPACE, name)) for name in ("one", "two"))
VALUES = {
    Facet.KIND: (Kind.GUIDANCE, Kind.BRIEFING),
    Facet.TOPIC: TOPICS,
    Facet.COUNTRY: ("FR", "DE"),
    Facet.YEAR: ("2025", "2026"),
}


def phrases(longest: int) -> st.SearchStrategy[str]:
    return st.lists(WORDS, max_size=longest).map(" ".join)


def chosen() -> st.SearchStrategy[dict[Facet, tuple[str, ...]]]:
    some = {
        facet: st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple) for facet, values in VALUES.items()
    }
    return st.fixed_dictionaries({}, optional=some)


def parse(text: str, locale: str = "en-gb") -> ParsedQuery:
    with override_vocabulary(VOCABULARY):
        return parse_query(text, locale)


@st.composite
def text_queries(draw: st.DrawFn) -> Node:
    parts = st.one_of(
        phrases(1), phrases(4), phrases(4).map('"{}"'.format), WORDS.map("-{}".format), phrases(2).map('-"{}"'.format)
    )
    text = " ".join(draw(st.lists(parts, max_size=4)))
    query = build_text_query(parse(text, draw(st.sampled_from(LOCALES))), timezone.now(), ranked=False)
    return Bool(must=(query, *(OneOf(Field.of(facet), values) for facet, values in draw(chosen()).items())))


def leaves() -> st.SearchStrategy[Node]:
    fields = text_fields("en").searched
    terms, field = st.sampled_from(("door", "bag", "run")), st.sampled_from((*fields, *text_fields("plain").searched))
    places = st.lists(terms, min_size=2, max_size=3).map(lambda some: tuple(enumerate(some)))
    return st.one_of(
        st.just(MatchAll()),
        st.builds(Term, field, terms),
        st.builds(Phrase, field, places),
        st.tuples(terms, terms, terms).map(lambda some: DisMax(tuple(map(Term, fields, some)), 0.3)),
        st.builds(OneOf, st.just(Field.WHOLE_TITLE), st.lists(terms, max_size=2).map(tuple)),
    )


def branches(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some, any_number = st.lists(nodes, min_size=1, max_size=3).map(tuple), st.lists(nodes, max_size=3).map(tuple)
    return st.one_of(
        st.builds(DisMax, some, st.just(0.3)),
        st.builds(Boost, nodes, st.just(2.0)),
        st.builds(ConstantScore, nodes, st.just(1.0)),
        st.builds(Bool, some, any_number, any_number, st.integers(0, 3)),
        st.builds(Bool, st.just(()), some, any_number, st.integers(0, 3)),
    )


@st.composite
def documents(draw: st.DrawFn) -> SearchDocument:
    locale, item_id = draw(st.sampled_from(LOCALES)), draw(st.uuids())
    title, codes = (
        draw(st.one_of(st.just("Door"), phrases(4))),
        draw(st.lists(st.sampled_from(("TT3", "BR-2026-014")), unique=True)),
    )
    return SearchDocument(
        item_id=item_id,
        content_id=item_id,
        edition_id=1,
        locale=locale,
        language=analysis_language(locale),
        title=normalise(title),
        whole_title=title_key(title),
        summary="",
        body=normalise(draw(phrases(12))),
        keywords=normalise("\n".join(codes)),
        codes=tuple(map(code_key, codes)),
        audience=0,
        marking="CLEAR",
        projects=(),
        updated_at=microseconds(datetime(2026, 1, 1, tzinfo=UTC)),
        expires_at=None,
        translations=(),
        facets=draw(chosen()),
        version=1,
    )


def index_documents(documents: Sequence[SearchDocument]) -> Searcher:
    """Return an index of all the documents."""
    index = open_index(None)
    writer = index.writer(15_000_000, 1)
    for document in documents:
        writer.add_document(tantivy_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def found(node: Node, searcher: Searcher) -> set[str]:
    hits = searcher.search(translate(node), limit=100).hits
    return {searcher.doc(address)[Field.ITEM][0] for _, address in hits}


@pytest.mark.slow
@pytest.mark.long
@settings(deadline=None, max_examples=sized(6_000))
@given(
    nodes=st.lists(st.one_of(text_queries(), st.recursive(leaves(), branches, max_leaves=6)), min_size=1, max_size=8),
    indexed=st.lists(documents(), min_size=1, max_size=4, unique_by=lambda document: document.item_id),
)
def test_what_an_index_finds_is_a_candidate_and_matches_and_nothing_else_matches(
    nodes: list[Node], indexed: list[SearchDocument]
) -> None:
    searcher = index_documents(indexed)
    checks = [(document, document_traits(document), OneDocument(document)) for document in indexed]
    for node in nodes:
        clause = json.loads(json.dumps(build_clause(node)))
        hits = found(node, searcher)
        for document, traits, one_document in checks:
            is_hit = str(document.item_id) in hits
            assert one_document.matches(clause) == is_hit
            assert not is_hit or may_hold(clause, traits)
            assert not may_hold(clause, traits) or choose_anchors(clause) & document_anchors(traits)
