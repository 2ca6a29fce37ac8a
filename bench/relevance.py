"""Relevance on SciFact: python -m bench.relevance FOLDER (scifact.zip, topics.tsv, qrels.txt; see docs/search.md).

`bare` is tantivy's BM25 alone: our analyser, OR, title and text in one field. `product` is the query that the website
runs, with title and text as title and body, and with the synonyms that a hub starts with, on each engine.
"""

import argparse
import ast
import csv
import os
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

import django
from tantivy import Document, Index, Occur, Query, SchemaBuilder
from tqdm import tqdm

from search.relevance.ndcg import ndcg
from tests.elasticsearch.cluster import cluster

if TYPE_CHECKING:
    from search.documents.search_document import SearchDocument
    from search.engines.interface import Index as SearchIndex

GOAL = 0.67
DEPTH = 10
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)

Articles = list[tuple[str, str, str]]
Find = Callable[[str], list[str]]


def articles(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield id, title and abstract. In the file, the sentences of an abstract are Python literals."""
    csv.field_size_limit(10_000_000)
    with zipfile.ZipFile(folder / "scifact.zip") as archive, archive.open("corpus_train.csv") as file:
        for row in csv.DictReader(TextIOWrapper(file, "utf-8")):
            sentences = (ast.literal_eval(match.group()) for match in _LITERAL.finditer(row["abstract"]))
            yield row["doc_id"], row["title"], " ".join(sentences)


def topics(folder: Path) -> dict[str, str]:
    """Return the queries by id."""
    return dict(line.split("\t", 1) for line in (folder / "topics.tsv").read_text("utf-8").splitlines())


def judgements(folder: Path) -> dict[str, dict[str, int]]:
    """Return the grades of documents by query."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.txt").read_text("utf-8").splitlines():
        topic, _, document, grade = line.split()
        grades.setdefault(topic, {})[document] = int(grade)
    return grades


def bare_engine(corpus: Articles) -> Find:
    """Return a search by tantivy's BM25 alone."""
    from search.base.analysis import ENGLISH, normalise, positioned_terms, stemming_analyser

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name=ENGLISH)
    schema = builder.build()
    index = Index(schema)
    index.register_tokenizer(ENGLISH, stemming_analyser(ENGLISH))
    writer = index.writer(64_000_000, 1)
    for key, title, text in corpus:
        document = Document()
        document.add_text("id", key)
        document.add_text("text", normalise(f"{title}\n{text}"))
        writer.add_document(document)
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(topic: str) -> list[str]:
        terms = [term for _, term in positioned_terms(topic, ENGLISH)]
        query = Query.boolean_query([(Occur.Should, Query.term_query(schema, "text", term)) for term in terms])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, DEPTH, False).hits]

    return find


def product_engine(corpus: Articles, index: "SearchIndex") -> Find:
    """Return a search as the website makes it, by an index of either engine."""
    from publishing.access.audiences import Audience
    from search.engines.interface import EngineRequest
    from search.queries.builder import build_text_query
    from search.queries.nodes import MatchAll
    from search.queries.parser import parse_query
    from search.retrieval.failover import SearchContext
    from search.retrieval.understanding import understand
    from search.vocabulary.compiled import compile_vocabulary, override_vocabulary
    from search.vocabulary.starter import starter_synonym_sets

    documents = {uuid5(NAMESPACE_OID, key): _document(key, title, text) for key, title, text in corpus}
    keys = {uuid5(NAMESPACE_OID, key): key for key, _, _ in corpus}
    assert not index.write(documents.values(), {}, None)
    snapshot, vocabulary = index.snapshot(), compile_vocabulary(starter_synonym_sets(), ())

    context = SearchContext(snapshot, Audience.PUBLIC, MatchAll(), 0.0, datetime.now(UTC))

    def find(topic: str) -> list[str]:
        with override_vocabulary(vocabulary):
            query = build_text_query(understand(parse_query(topic, "en-gb"), context), context.now)
        answer = snapshot.search(EngineRequest(query, visibility=MatchAll(), counted=query, limit=DEPTH))
        return [keys[match.item_id] for match in answer.matches]

    return find


def _document(key: str, title: str, text: str) -> "SearchDocument":
    from search.base.analysis import ENGLISH, normalise, title_key
    from search.documents.search_document import SearchDocument

    return SearchDocument(
        item_id=uuid5(NAMESPACE_OID, key),
        content_id=uuid5(NAMESPACE_OID, key),
        edition_id=int(key),
        locale="en-gb",
        language=ENGLISH,
        title=normalise(title),
        whole_title=title_key(title),
        summary="",
        body=normalise(text),
        keywords="",
        codes=(),
        audience=0,
        marking="CLEAR",
        projects=(),
        updated_at=0,
        expires_at=None,
        translations=(),
        facets={},
        version=1,
    )


def measured(find: Find, folder: Path) -> tuple[float, float]:
    """Return the mean nDCG@10 and the milliseconds a query."""
    grades = judgements(folder)
    start = time.perf_counter()
    scores = [ndcg(find(text), grades[topic], DEPTH) for topic, text in topics(folder).items() if topic in grades]
    return sum(scores) / len(scores), (time.perf_counter() - start) / len(scores) * 1000


def main() -> int:
    """Print the figures; fail below the goal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    os.environ.setdefault("HUB_ENVIRONMENT", "development")
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds scifact.zip, topics.tsv and qrels.txt")
    folder = parser.parse_args().folder
    missing = [name for name in ("scifact.zip", "topics.tsv", "qrels.txt") if not (folder / name).is_file()]
    if missing:
        parser.error(f"{folder} has no {', '.join(missing)}")
    corpus = list(tqdm(articles(folder), unit=" articles", desc="reading", disable=None))
    print(f"{len(corpus)} articles, {len(topics(folder))} queries")
    results = {"bare tantivy": measured(bare_engine(corpus), folder)}
    for name, index in _indices():
        results[f"product, {name}"] = measured(product_engine(corpus, index), folder)
    for name, (score, milliseconds) in results.items():
        print(f"{name:24} nDCG@10 {score:.4f}   {milliseconds:.2f} ms a query")
    short = [name for name, (score, _) in results.items() if score < GOAL]
    if short:
        print(f"Below the goal of {GOAL}: {', '.join(short)}")
    return 1 if short else 0


def _indices() -> Iterator[tuple[str, "SearchIndex"]]:
    """Yield an empty index of each engine."""
    from search.engines.elasticsearch.cluster import Address, get_cluster
    from search.engines.elasticsearch.store import ElasticsearchStore
    from search.engines.tantivy.store import TantivyStore

    with TemporaryDirectory(prefix="hub-relevance-") as local:
        yield "tantivy", TantivyStore(Path(local)).create_index()
    with cluster() as nodes:
        yield "elasticsearch", ElasticsearchStore(get_cluster(Address(tuple(nodes.urls))), "scifact").create_index()


if __name__ == "__main__":
    sys.exit(main())
