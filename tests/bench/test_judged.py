"""Search on the demonstration content is as good as the floors say, with each engine."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import override_settings
from elasticsearch import Elasticsearch
from pytest_django import DjangoDbBlocker

from bench.judged.judgements import judgements
from bench.judged.scores import agreement, by_group, scores, shortfalls, unknown_paths
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from publishing.models import ContentItem
from search.base.requests import SearchRequest
from search.base.results import Hit
from search.retrieval.search import run_search
from search.vocabulary import compiled
from tests.demo import loaded_demonstration

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module", autouse=True)
def indexed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demonstration, searched with tantivy."""
    folder = tmp_path_factory.mktemp("judged")
    with (
        loaded_demonstration(django_db_blocker, folder / "media"),
        override_settings(SEARCH_INDEX_DIR=folder / "index"),
    ):
        call_command("load_demo_countries")
        call_command("load_vocabulary")
        call_command("search", "rebuild", engine="tantivy")
        yield


@pytest.fixture(scope="module")
def elasticsearch_demonstration(indexed: None, elasticsearch_url: str) -> Iterator[override_settings]:
    """What has the demonstration searched with Elasticsearch."""
    name = f"judged-{uuid4().hex[:12]}"
    searched = override_settings(ELASTICSEARCH_URLS=(elasticsearch_url,), ELASTICSEARCH_INDEX=name)
    with searched:
        call_command("search", "rebuild", engine="elasticsearch")
    yield searched
    with Elasticsearch(elasticsearch_url) as client:
        client.indices.delete(index=list(client.indices.get_alias(index=f"{name}-*")))


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which engine answers."""
    if request.param == "tantivy":
        yield request.param
        return
    with request.getfixturevalue("elasticsearch_demonstration"):
        yield request.param


@pytest.fixture(autouse=True)
def _vocabulary() -> None:
    """In place of the empty one that other tests start with: that of the demonstration."""
    compiled.vocabulary_cache.invalidate()


def test_graded_pages_are_public() -> None:
    assert unknown_paths(judgements()) == set()


@pytest.mark.usefixtures("engine")
def test_no_class_of_queries_is_answered_worse_than_its_floor() -> None:
    fallen = shortfalls(by_group(scores(judgements())))
    assert not fallen, "\n".join(fallen)


def test_the_engines_find_the_same(elasticsearch_demonstration: override_settings) -> None:
    with elasticsearch_demonstration:
        found = scores(judgements())
    assert agreement(scores(judgements()), found)[1] == ""


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("group", ["titles", "codes"])
def test_a_judged_title_or_code_is_always_first(group: str) -> None:
    found = scores(judgement for judgement in judgements() if judgement.group == group)
    assert {score.judgement.ask: score.paths[:1] for score in found if score.figures["mrr"] < 1} == {}


@pytest.mark.usefixtures("engine")
def test_the_title_and_the_code_of_every_page_find_it_first() -> None:
    """Or what an editor recommends, or another page of the same name: CF is a work-stream and a country."""
    pages = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).filter(path__isnull=False).exclude(kind=Kind.HOME)
    named: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for page in pages.select_related("edition"):
        for text in filter(None, (page.edition.title, page.code)):
            named[text, page.locale].add(page.path)
    assert len(named) > 100
    found = {(text, locale): first(text, locale) for text, locale in named}
    assert [name for name, hit in found.items() if not hit.is_best_bet and hit.path not in named[name]] == []


def first(text: str, locale: str) -> Hit:
    return run_search(SearchRequest(text, locale=locale, first=1)).hits[0]
