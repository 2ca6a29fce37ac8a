"""Items past their expiry get a tombstone in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from publishing.kinds import Event, RemovalReason
from publishing.log.expiry import oldest_expiry, record_expiries
from publishing.models import Change, ContentItem
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def publish_expiring(after: timedelta) -> ContentItem:
    """Publish an item that expires at a time relative to now."""
    return publish(expires_at=timezone.now() + after).item


def test_only_items_past_their_expiry_are_recorded() -> None:
    expired, later, never = publish_expiring(timedelta(hours=-1)), publish_expiring(timedelta(hours=1)), publish().item
    assert record_expiries() == 1
    change = Change.objects.get(event=Event.EXPIRED)
    assert (change.item, change.edition, change.previous) == (expired, None, expired.edition)
    assert set(ContentItem.objects.filter(gone="")) == {later, never}
    assert ContentItem.objects.get(pk=expired.pk).gone == RemovalReason.EXPIRED


def test_an_expiry_is_recorded_once() -> None:
    publish_expiring(timedelta(hours=-1))
    assert [record_expiries(), record_expiries()] == [1, 0]


def test_an_item_that_is_published_again_can_expire_again() -> None:
    item = publish_expiring(timedelta(hours=-1))
    record_expiries()
    publish(content_id=item.content_id, title="Again", expires_at=timezone.now() - timedelta(minutes=1))
    assert record_expiries() == 1


def test_the_expiry_that_has_waited_longest_is_reported() -> None:
    assert oldest_expiry(timezone.now()) is None
    publish_expiring(timedelta(hours=-1))
    oldest = publish_expiring(timedelta(hours=-2))
    assert oldest_expiry(timezone.now()) == oldest.expires_at
    record_expiries()
    assert oldest_expiry(timezone.now()) is None
