"""The rows of an edition: its item, its references in order, and the terms that lists are filtered by."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from publishing.kinds import Kind, Relation, UpdateType
from publishing.log.new_edition import Reference
from publishing.models import EditionReference, ItemTerm, Link
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db
A, B = UUID(int=1), UUID(int=2)
THEN, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def refer(relation: Relation, target: UUID) -> Reference:
    """Return a reference."""
    return Reference(relation=relation, target=target)


def test_references_are_numbered_within_their_relation_and_stored_once() -> None:
    references = (
        refer(Relation.TOPIC, B),
        refer(Relation.RELATED, A),
        refer(Relation.TOPIC, A),
        refer(Relation.TOPIC, B),
    )
    item = publish(references=references).item
    rows = (
        Link.objects.filter(source=item).order_by("relation", "position").values_list("relation", "position", "target")
    )
    assert list(rows) == [(Relation.RELATED, 0, A), (Relation.TOPIC, 0, B), (Relation.TOPIC, 1, A)]


def test_topics_of_earlier_editions_are_kept_with_them() -> None:
    item = publish(references=(refer(Relation.TOPIC, A), refer(Relation.RELATED, B))).item
    publish(content_id=item.content_id, references=(refer(Relation.TOPIC, B),), title="Next")
    kept = EditionReference.objects.order_by("edition__number").values_list("edition__number", "relation", "target")
    assert list(kept) == [(1, Relation.TOPIC, A), (2, Relation.TOPIC, B)]
    assert list(Link.objects.values_list("target", flat=True)) == [B]


def test_the_filtered_fields_of_a_kind_are_terms() -> None:
    item = publish(Kind.Z_CARD, languages=("en-gb", "cy", "cy")).item
    terms = ItemTerm.objects.filter(item=item).values_list("name", "value")
    assert sorted(terms) == [("language", "cy"), ("language", "en-gb")]


def test_a_minor_update_does_not_move_an_item_in_lists() -> None:
    item = publish(updated_at=THEN).item
    publish(content_id=item.content_id, title="Corrected", update_type=UpdateType.MINOR)
    item.refresh_from_db()
    assert (item.updated_at, item.first_published_at) == (THEN, THEN)
    publish(content_id=item.content_id, title="Changed", updated_at=NOW)
    item.refresh_from_db()
    assert (item.updated_at, item.first_published_at) == (NOW, THEN)
