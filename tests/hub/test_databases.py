"""What tests may rely on: databases that are emptied although they refuse deletions, and keep what migrations made."""

import pytest
from django.db import DatabaseError, connection
from wagtail.models import Locale, Page

from publishing.models import Edition
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_every_transactional_test_starts_with_what_migrations_made_and_nothing_else(turn: str) -> None:
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()
    assert not Edition.objects.exists()
    publish()


@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_a_flush_leaves_published_rows_refusing_deletion(turn: str) -> None:
    publish()
    with pytest.raises(DatabaseError, match="written once"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_edition")
