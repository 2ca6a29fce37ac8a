"""Whether readers would see a difference: compared by the rows, not by hashes, for every field of an edition."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.registry import KINDS
from publishing.log.comparison import SEPARATE_ROWS, is_unchanged, load_recorded
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication
from publishing.models import ContentItem
from tests.publishing.formats.contents import _files
from tests.publishing.formats.filling import Filler

pytestmark = pytest.mark.django_db

IDENTITY = {"content_id", "locale", "kind"}
COMPARED = {*NewEdition.model_fields} - {"path", "assets", "terms", "updated_at"} - IDENTITY


def a_whole_document(kind: Kind, number: int, **changes: Any) -> NewEdition:
    """Return a document in which every field says something; another number says something else."""
    filler = Filler([uuid4(), uuid4()], _files(), number)
    marking = [Marking.AMBER_STRICT, Marking.RED][number % 2]
    given = {
        "kind": kind,
        "locale": "en-gb",
        "body": filler.body(),
        "details": filler.struct(KINDS[kind].details),
        "assets": tuple(filler.files),
        "references": tuple(Reference(relation=relation, target=uuid4()) for relation in reversed(Relation)),
        "audience": Audience.NAMED,
        "marking": marking,
        "update_type": [UpdateType.MINOR, UpdateType.MAJOR][number % 2],
        **changes,
    }
    return filler.struct(NewEdition, **given)


def recorded(document: NewEdition) -> ContentItem:
    record_publication(document)
    return ContentItem.objects.select_related("edition").get(pk=document.id)


@pytest.mark.parametrize("kind", Kind)
def test_all_that_a_document_says_is_put_together_again(kind: Kind) -> None:
    document = a_whole_document(kind, 0)
    item = recorded(document)
    assert item.edition
    again = load_recorded(item, item.edition).content()
    assert {**document.content(), **dict.fromkeys(SEPARATE_ROWS)} == {**again, **dict.fromkeys(SEPARATE_ROWS)}
    assert is_unchanged(item, document)


@pytest.mark.parametrize("field", sorted(COMPARED))
def test_a_difference_in_any_field_is_seen(field: str) -> None:
    document = a_whole_document(Kind.BRIEFING, 0)
    item = recorded(document)
    audience = {"audience": Audience.VALIDATED} if field == "audience" else {}
    other = a_whole_document(Kind.BRIEFING, 1, **({"marking": Marking.AMBER, **audience} if audience else {}))
    assert not is_unchanged(item, document.model_copy(update={field: getattr(other, field)}))


def test_the_order_of_references_counts_within_a_relation_only() -> None:
    topics = [Reference(relation=Relation.TOPIC, target=uuid4()) for _ in range(2)]
    mention = Reference(relation=Relation.MENTION, target=uuid4())
    item = recorded(document := a_whole_document(Kind.GUIDANCE, 0, references=(*topics, mention)))
    assert is_unchanged(item, document.model_copy(update={"references": (mention, *topics, mention)}))
    assert not is_unchanged(item, document.model_copy(update={"references": (*reversed(topics), mention)}))


def test_a_different_edition_is_recognised_without_a_query() -> None:
    document = a_whole_document(Kind.GUIDANCE, 0)
    item = recorded(document)
    with CaptureQueriesContext(connection) as queries:
        assert not is_unchanged(item, document.model_copy(update={"title": "Another"}))
    assert not queries.captured_queries


def test_what_an_older_edition_lacks_and_its_renditions_imply_is_no_difference_but_a_focal_point_is() -> None:
    made = a_whole_document(Kind.GUIDANCE, 0)
    assert made.image
    older = {"master": None, "dominant_color": ""}
    item = recorded(made.model_copy(update={"image": made.image.model_copy(update=older)}))
    assert is_unchanged(item, made)
    assert record_publication(made) is None
    moved = made.image.model_copy(update={"focal_point": None})
    assert not is_unchanged(item, made.model_copy(update={"image": moved}))
