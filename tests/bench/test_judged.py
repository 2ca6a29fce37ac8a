"""Search on the demonstration content is as good as the floors say."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from bench.judged.judgements import judgements
from bench.judged.scores import by_group, scores, shortfalls, unknown_paths
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.viewers import ANONYMOUS
from search import vocabulary
from search.contract import SearchRequest
from search.query import run
from tests.demo import loaded_demonstration

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _indexed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("judged")
    with (
        loaded_demonstration(django_db_blocker, folder / "media"),
        override_settings(SEARCH_INDEX_DIR=folder / "index"),
    ):
        call_command("load_vocabulary")
        call_command("replay", "search")
        yield


@pytest.fixture(autouse=True)
def _vocabulary() -> None:
    """In place of the empty one that other tests start with: that of the demonstration."""
    vocabulary.held.forget()


def test_what_is_graded_can_be_read_by_anybody() -> None:
    assert unknown_paths(judgements()) == set()


def test_no_class_of_queries_is_answered_worse_than_its_floor() -> None:
    assert shortfalls(by_group(scores(judgements()))) == []


@pytest.mark.parametrize("group", ["titles", "codes"])
def test_a_judged_title_or_code_is_always_first(group: str) -> None:
    found = scores(judgement for judgement in judgements() if judgement.group == group)
    assert {score.judgement.ask: score.paths[:1] for score in found if score.figures["mrr"] < 1} == {}


def test_the_title_and_the_code_of_every_page_find_it_first() -> None:
    pages = ContentItem.objects.visible_to(ANONYMOUS).off_site().filter(path__isnull=False).exclude(kind=Kind.HOME)
    exact = [
        (text, page.locale, page.path)
        for page in pages.select_related("edition")
        for text in (page.edition.title, page.code)
        if text
    ]
    assert len(exact) > 100
    assert {text: first(text, locale) for text, locale, path in exact if first(text, locale) != path} == {}


def first(text: str, locale: str) -> str:
    return next((hit.path for hit in run(SearchRequest(text, locale=locale, first=1)).hits), "")
