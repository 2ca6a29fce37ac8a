"""Publishing many at once leaves the log as publishing each would."""

import pytest
from django.db import IntegrityError

from publishing.bulk import record_first_publications
from publishing.kinds import Relation
from publishing.models import Change, ContentItem, ItemTerm, Link
from publishing.record import record_publication
from tests.publishing.documents import a_document, publish

pytestmark = pytest.mark.django_db


def some_documents() -> list:
    topic = publish().item.content_id
    return [
        a_document(
            title=f"Document {number}",
            references=({"relation": Relation.TOPIC, "target": topic},),
            terms=({"name": "status", "value": "open"},),
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
        item = ContentItem.objects.select_related("edition").get(pk=document.id)
        assert (item.edition.title, item.edition.content_hash) == (document.title, document.content_hash())


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
