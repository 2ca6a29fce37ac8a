"""Elasticsearch and the analysis of queries produce the same terms at the same positions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.base.analysis import ENGLISH, PLAIN, normalise, positioned_terms, tokenize
from search.engines.elasticsearch.mapping import index_body
from search.semantic.embedding import configured_model
from tests.sizes import sized

Terms = Callable[[str, str], list[tuple[int, str]]]

# Java 17 knows the characters of Unicode 13: below this all are older, and no letter here is a later one.
LATER = 0x870
WORDS = "words"


@pytest.fixture(scope="module")
def index(elasticsearch_url: str) -> Iterator[tuple[Elasticsearch, str]]:
    """A client, and an empty index of the hub's mapping that takes long texts to analyse."""
    name = f"test-{uuid4().hex}"
    made: dict[str, Any] = index_body(configured_model())
    allowing = {**made["settings"], "index.analyze.max_token_count": 1_000_000}
    with Elasticsearch(elasticsearch_url) as client:
        client.indices.create(index=name, settings=allowing, mappings=made["mappings"])
        yield client, name
        client.indices.delete(index=name)


@pytest.fixture(scope="module")
def theirs(index: tuple[Elasticsearch, str]) -> Terms:
    """Return what Elasticsearch makes of a text."""
    client, name = index

    def terms(text: str, analyser: str) -> list[tuple[int, str]]:
        tokens = client.indices.analyze(index=name, analyzer=analyser, text=text)["tokens"]
        return [(token["position"], token["token"]) for token in tokens]

    return terms


def ours(text: str, analyser: str) -> list[tuple[int, str]]:
    return list(enumerate(tokenize(text)) if analyser == WORDS else positioned_terms(text, analyser))


@pytest.mark.parametrize("analyser", [ENGLISH, PLAIN, WORDS])
def test_on_all_demo_content_and_docs(theirs: Terms, analyser: str, project_root: Path) -> None:
    folders = ("cms/demo", "docs", "website/locale", "search/vocabulary/starter_entries")
    files = [path for folder in folders for path in (project_root / folder).rglob("*") if path.suffix in TEXTS]
    assert len(files) > 50
    for path in files:
        text = normalise(path.read_text())
        assert theirs(text, analyser) == ours(text, analyser), path


TEXTS = {".md", ".toml", ".json", ".po", ".html"}


def test_on_terms_that_two_versions_of_porter2_stem_differently(theirs: Terms, project_root: Path) -> None:
    listed = (project_root / "search" / "engines" / "elasticsearch" / "restemmed.txt").read_text()
    restemmed = " ".join(line for line in listed.splitlines() if not line.startswith("#"))
    assert "emergency" in restemmed
    assert theirs(restemmed, ENGLISH) == ours(restemmed, ENGLISH)


@pytest.mark.parametrize("analyser", [ENGLISH, PLAIN, WORDS])
@pytest.mark.long
@settings(max_examples=sized(6_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(max_codepoint=LATER - 1, exclude_categories=["Cn", "Cs"]), max_size=200))
def test_on_any_text_of_older_alphabets(theirs: Terms, analyser: str, text: str) -> None:
    assert theirs(normalise(text), analyser) == ours(text, analyser)


def test_letters_separated_by_apostrophes_do_not_kill_a_node(index: tuple[Elasticsearch, str], theirs: Terms) -> None:
    """The stack of Java's expressions overflows at 3,000 of them where the expression may go back."""
    assert theirs("a'" * 100_000 + "a door", ENGLISH) == [(1, "door")]
