"""What is hidden, made once for a module's walks."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from cms.pages.guidance import GuidancePage
from cms.pages.section import Section
from publishing.consumers.worker import Worker
from publishing.models import PreviewedDocument
from publishing.models.previews import hash_token
from search.models.analytics import MIN_LISTED
from tests.leaks.canaries import CANARY, PREVIEW_TOKEN, Hidden, build
from tests.previews import a_front_end, a_preview
from tests.search.analytics.counting import searched


@pytest.fixture(autouse=True)
def _time_enough(settings: Settings) -> None:
    """Give the largest operations enough time on a busy machine: these tests check only their output."""
    settings.GRAPHQL_TIMEOUT = 600


@pytest.fixture(scope="module")
def hidden(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Hidden]]:
    """Something hidden of each kind for each audience, indexed, and a draft that was not published.

    Made once, in a transaction around those of the tests: it takes longer than most walks, which only read.
    """
    folder = tmp_path_factory.mktemp("leaks")
    places = override_settings(MEDIA_ROOT=folder / "media", SEARCH_INDEX_DIR=folder / "index")
    with django_db_blocker.unblock(), places, transaction.atomic():
        made = build()
        searched(CANARY, 2 * MIN_LISTED, day=timezone.localdate())
        section = Section.objects.get(url_path="/home/guidance/")
        draft = section.add_child(
            instance=GuidancePage(title=f"Draft {CANARY}", slug=f"{CANARY}-draft", summary=CANARY, live=False)
        )
        draft.save_revision()
        a_preview(draft.build_edition(), a_front_end(label="Another")[0])
        PreviewedDocument.objects.update(token_hash=hash_token(PREVIEW_TOKEN))
        worker = Worker("leaks")
        worker.run_round()
        worker.release()
        yield made
        transaction.set_rollback(True)
