"""Editions and changes are written once."""

import pytest
from django.db import DatabaseError, connection, transaction

from publishing.models import Change, Edition, NamedProject
from publishing.models.immutable import ImmutableError
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db


def test_python_refuses_to_change_an_edition() -> None:
    edition = publish().edition
    assert edition is not None
    edition.title = "Rewritten"
    with pytest.raises(ImmutableError):
        edition.save()
    with pytest.raises(ImmutableError):
        edition.delete()


@pytest.mark.parametrize("model", [Edition, Change, NamedProject])
def test_python_refuses_to_change_many(model: type[Edition]) -> None:
    for refused in (model.objects.update, model.objects.all().delete):
        with pytest.raises(ImmutableError):
            refused()
    with pytest.raises(ImmutableError):
        model.objects.bulk_update([], ["title"])


@pytest.mark.parametrize("table", ["publishing_edition", "publishing_change"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET item_id = item_id", "DELETE FROM {}"])
def test_the_database_refuses_changes(table: str, statement: str) -> None:
    publish()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Edition.objects.count() == Change.objects.count() == 1
