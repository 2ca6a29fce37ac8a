"""The triggers that keep rows as they were written outlive migrations that make their table anew."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from publishing.documents import Reference
from publishing.kinds import Relation
from publishing.models import Change, Edition
from publishing.written_once import TABLES, restore_triggers
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _remade() -> Iterator[None]:
    """Each table was changed in a way for which SQLite makes it anew."""
    topic = Reference(relation=Relation.TOPIC, target=uuid4())
    publish(projects=(uuid4(),), references=(topic,))
    column = models.PositiveSmallIntegerField(db_default=0)
    column.set_attributes_from_name("added")
    written = [model for model in apps.get_app_config("publishing").get_models() if model._meta.db_table in TABLES]
    with connection.schema_editor() as editor:
        for model in written:
            editor.add_field(model, column)
    yield
    with connection.schema_editor() as editor:
        for model in written:
            editor.remove_field(model, column)
    restore_triggers(connection)


def refuses(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "written once" in str(error)
    return False


@pytest.mark.usefixtures("_remade")
def test_after_migrating_rows_are_written_once_again() -> None:
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    for table in TABLES:
        assert refuses(f"UPDATE {table} SET added = 1"), table
        assert refuses(f"DELETE FROM {table}"), table
    assert Edition.objects.count() == Change.objects.count() == 1


def test_restoring_twice_is_restoring_once() -> None:
    restore_triggers(connection)
    restore_triggers(connection)
    publish()
    assert refuses("UPDATE publishing_edition SET number = 2")


@pytest.mark.usefixtures("frozen")
def test_the_migration_that_brought_formats_left_them_in_place() -> None:
    assert refuses("UPDATE publishing_edition SET number = 2")
    assert refuses("DELETE FROM publishing_change")
