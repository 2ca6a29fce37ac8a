"""The plugin's filters have the names and behaviour of a full distribution, and it adds no others."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch

Analyse = Callable[..., list[tuple[int, str]]]


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """A client of the run's node."""
    with Elasticsearch(elasticsearch_url) as made:
        yield made


@pytest.fixture
def analyse(client: Elasticsearch) -> Analyse:
    """Return the terms of a text with their places."""

    def analyse_text(text: str, *filters: Any, tokenizer: Any = "standard") -> list[tuple[int, str]]:
        tokens = client.indices.analyze(text=text, tokenizer=tokenizer, filter=list(filters))["tokens"]
        return [(token["position"], token["token"]) for token in tokens]

    return analyse_text


def test_asciifolding_removes_accents_and_can_preserve_the_original(analyse: Analyse) -> None:
    assert analyse("Môn Straße", "asciifolding") == [(0, "Mon"), (1, "Strasse")]
    kept = analyse("Môn", {"type": "asciifolding", "preserve_original": True})
    assert kept == [(0, "Mon"), (0, "Môn")]


def test_asciifolding_works_in_a_keyword_s_normaliser(client: Elasticsearch, elasticsearch_index: str) -> None:
    normaliser = {"plain": {"type": "custom", "filter": ["asciifolding", "lowercase"]}}
    client.indices.create(index=elasticsearch_index, settings={"analysis": {"normalizer": normaliser}})
    found = client.indices.analyze(index=elasticsearch_index, normalizer="plain", text="Ynys Môn")["tokens"]
    assert [token["token"] for token in found] == ["ynys mon"]


def test_edge_ngram_yields_prefixes(analyse: Analyse) -> None:
    assert analyse("quick", "edge_ngram") == [(0, "q"), (0, "qu")]
    longer = {"type": "edge_ngram", "min_gram": 2, "max_gram": 3}
    assert analyse("quick fox", longer) == [(0, "qu"), (0, "qui"), (1, "fo"), (1, "fox")]
    assert analyse("quick", {**longer, "preserve_original": True}) == [(0, "qu"), (0, "qui"), (0, "quick")]


def test_length_leaves_a_gap_where_it_drops_a_term(analyse: Analyse) -> None:
    assert analyse("a longer word", {"type": "length", "min": 2, "max": 4}) == [(2, "word")]


def test_stemmer_supports_porter2(analyse: Analyse) -> None:
    # Porter's first algorithm gives gener and ski.
    stems = analyse("generous traveller's skies", {"type": "stemmer", "language": "porter2"})
    assert stems == [(0, "generous"), (1, "travel"), (2, "sky")]


def test_stemmer_override_takes_precedence_over_the_stemmer(analyse: Analyse) -> None:
    override = {"type": "stemmer_override", "rules": ["university, universities => universiti"]}
    stems = analyse("university universities universe", override, {"type": "stemmer", "language": "porter2"})
    assert stems == [(0, "universiti"), (1, "universiti"), (2, "univers")]


def test_pattern_matches_tokens_or_splits_between_them(analyse: Analyse) -> None:
    assert analyse("Cymru'n 3.5", tokenizer={"type": "pattern", "pattern": r"\p{L}+", "group": 0}) == [
        (0, "Cymru"),
        (1, "n"),
    ]
    assert analyse("one, two", tokenizer="pattern") == [(0, "one"), (1, "two")]
    assert analyse("1x2X3", tokenizer={"type": "pattern", "pattern": "x", "flags": "CASE_INSENSITIVE"}) == [
        (0, "1"),
        (1, "2"),
        (2, "3"),
    ]


def test_a_language_that_the_plugin_lacks_is_refused(analyse: Analyse, client: Elasticsearch) -> None:
    if not ours(client):
        pytest.skip("a full distribution has them all")
    with pytest.raises(BadRequestError, match=r"knows \[porter2\] only, not \[welsh\]"):
        analyse("araf", {"type": "stemmer", "language": "welsh"})


@pytest.mark.parametrize("name", ["snowball", "porter_stem", "synonym_graph", "ngram", "word_delimiter_graph"])
def test_no_other_filter_of_the_official_module_exists(analyse: Analyse, client: Elasticsearch, name: str) -> None:
    if not ours(client):
        pytest.skip("a full distribution has them all")
    with pytest.raises(BadRequestError, match=f"failed to find global filter under \\[{name}\\]"):
        analyse("word", name)


def ours(client: Elasticsearch) -> bool:
    """Whether this is the server that needs the plugin."""
    nodes = client.nodes.info(metric="plugins")["nodes"].values()
    return any(plugin["name"] == "official-analysis" for node in nodes for plugin in node["plugins"])
