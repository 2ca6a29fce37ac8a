"""A file may be read by those who may read an item that uses it."""

from uuid import uuid4

import pytest

from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.log.record import record_withdrawal
from publishing.models import Asset
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db
REGISTERED = Viewer(Audience.REGISTERED)


@pytest.fixture
def asset() -> Asset:
    """Return a file that nothing uses yet."""
    return Asset.objects.create(key=uuid4(), file="x.pdf", filename="x.pdf", content_type="application/pdf", size=1)


def test_a_file_that_nothing_uses_is_not_visible(asset: Asset) -> None:
    assert not Asset.objects.visible_to(REGISTERED).exists()


def test_a_file_has_the_audience_of_the_items_that_use_it(asset: Asset) -> None:
    publish(audience=Audience.REGISTERED, assets=(asset.key,))
    assert Asset.objects.visible_to(REGISTERED).get() == asset
    assert not Asset.objects.visible_to(ANONYMOUS).exists()
    assert not asset.is_public()
    publish(assets=(asset.key,))
    assert asset.is_public()


def test_a_file_is_withdrawn_with_the_last_item_that_uses_it(asset: Asset) -> None:
    items = [publish(assets=(asset.key,)).item for _ in range(2)]
    record_withdrawal(items[0].content_id, "en-gb")
    assert asset.is_public()
    record_withdrawal(items[1].content_id, "en-gb")
    assert not asset.is_public()


def test_a_file_is_no_longer_visible_once_an_edition_does_without_it(asset: Asset) -> None:
    item = publish(assets=(asset.key,)).item
    publish(content_id=item.content_id, title="Without the file")
    assert not asset.is_public()
