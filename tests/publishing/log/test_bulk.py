"""Publishing many at once leaves the log as publishing each would."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from pytest_django.fixtures import Settings

from publishing.kinds import Kind, Relation
from publishing.log.bulk import record_first_publications
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication
from publishing.management.corpus import SHARED
from publishing.models import Asset, Change, ContentItem, Edition, ItemTerm, Link
from tests.publishing.documents import a_document, publish

pytestmark = pytest.mark.django_db


def some_documents() -> list[NewEdition]:
    topic = publish().item.content_id
    return [
        a_document(
            Kind.Z_CARD,
            title=f"Document {number}",
            references=({"relation": Relation.TOPIC, "target": topic},),
        )
        for number in range(3)
    ]


def test_many_are_published_in_their_order() -> None:
    documents = some_documents()
    record_first_publications(documents)
    assert [change.sequence for change in Change.objects.all()] == [1, 2, 3, 4]
    assert [change.item_id for change in Change.objects.all()[1:]] == [document.id for document in documents]
    assert Link.objects.count() == ItemTerm.objects.count() == 3
    for document in documents:
        edition = Edition.objects.get(item=document.id)
        assert (edition.title, edition.content_hash) == (document.title, document.content_hash())
        assert ContentItem.objects.get(pk=document.id).edition == edition


def test_what_was_published_in_bulk_is_known_to_be_published() -> None:
    documents = some_documents()
    record_first_publications(documents)
    assert record_publication(documents[0]) is None


def test_one_that_is_in_the_log_already_stops_all() -> None:
    documents = some_documents()
    record_publication(documents[2])
    with pytest.raises(IntegrityError):
        record_first_publications(documents)
    assert Change.objects.count() == 2


def test_a_corpus_is_added_to(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("load_bulk", items=20)
    call_command("load_bulk", items=5)
    assert ContentItem.objects.of_kind(Kind.GUIDANCE).count() == 25 - SHARED
    assert Asset.objects.count() == len(list(tmp_path.glob("bulk/*"))) == 9


@pytest.mark.parametrize("items", ["0", "-3", "many", "9999999"])
def test_a_wrong_count_is_refused_with_a_message(items: str) -> None:
    with pytest.raises(CommandError, match="is not a whole number from 1 to 5,000,000"):
        call_command("load_bulk", f"--items={items}")


def test_no_corpus_is_invented_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Not in production"):
        call_command("load_bulk", items=1)
