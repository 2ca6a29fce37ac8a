"""The triggers that make rows immutable survive migrations that recreate their table."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader

from publishing.kinds import Relation
from publishing.log.new_edition import Reference
from publishing.models import Change, Edition
from publishing.models.triggers import TABLES, restore_triggers
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _remade() -> Iterator[None]:
    """Each table was changed by a migration for which SQLite recreates it."""
    topic = Reference(relation=Relation.TOPIC, target=uuid4())
    publish(projects=(uuid4(),), references=(topic,))
    _migrate()
    yield
    _migrate(backwards=True)
    restore_triggers(connection)


def _migrate(*, backwards: bool = False) -> None:
    """Add a column to each table, or take it away again."""
    without = MigrationLoader(connection).project_state()
    for model in apps.get_models():
        if model._meta.db_table in TABLES:
            adding = AddField(str(model._meta.model_name), "added", models.PositiveSmallIntegerField(db_default=0))
            within = without.clone()
            adding.state_forwards("publishing", within)
            with connection.schema_editor() as editor:
                if backwards:
                    adding.database_backwards("publishing", editor, within, without)
                else:
                    adding.database_forwards("publishing", editor, without, within)


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
