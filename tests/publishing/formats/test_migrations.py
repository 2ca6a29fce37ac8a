"""While a release comes out, processes of the one before run on the new tables: no migration may be more than they can
live with (docs/decisions/0006-an-edition-has-a-format.md). django-migration-linter reads the SQL for PostgreSQL."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import (
    AddField,
    AlterField,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    SeparateDatabaseAndState,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements, get_sql_analyser_class

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

RELEASED = {"publishing": 2, "cms": 8, "search": 5, "partners": 2}
"""The last migration of each app from before this rule."""

CONTRACTING: dict[str, str] = {
    "cms.0011_travel_alerts": "alert_statuses and alert_scope: no release had travel advice",
    "cms.0017_release_notices": "the account of an attestation: no release had reviews",
}
"""Migrations that take something away, as `app.name`, with why nothing that still runs misses it: which release was the
last to use it. No release takes away what the one before it uses."""

# An index that is made while rows are written holds them up; it does not break what the old processes do.
LETTING_PASS = ("CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "REINDEX")
ADVICE = """Old processes run on the new tables while a release comes out. Expand first: add what is new as null, or
with db_default, and let a release write both. Contract in a later release: then list the migration in CONTRACTING (in
this file) and say which release used it last."""


def ours() -> Iterator[Migration]:
    """Every migration of the project since the rule."""
    project = {config.label for config in apps.get_app_configs() if not config.path.count("site-packages")}
    for (app, name), migration in sorted(_loader().disk_migrations.items()):
        if app in project and int(re.match(r"\d+", name)[0]) > RELEASED.get(app, 0):
            yield migration


def _loader() -> MigrationLoader:
    return MigrationLoader(connection)


def problems_of(migration: Migration, state: ProjectState) -> list[str]:
    """Say what of a migration the processes of the release before cannot live with."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    analyser = get_sql_analyser_class("django.db.backends.postgresql")
    errors, _, _ = analyse_sql_statements(analyser, editor.collected_sql, LETTING_PASS)
    return [f"{issue.code} {issue.message}" for issue in errors]


def test_no_migration_takes_away_what_the_release_before_uses() -> None:
    loader = _loader()
    found = {}
    for migration in ours():
        if not migration.initial:
            state = loader.project_state((migration.app_label, migration.name), at_end=False)
            found[f"{migration.app_label}.{migration.name}"] = problems_of(migration, state)
    assert "publishing.0003_edition_format" in found
    refused = {name: problems for name, problems in found.items() if problems and name not in CONTRACTING}
    assert refused == {}, ADVICE
    assert all(found.get(name) for name in CONTRACTING), "no longer takes anything away: take it off the list"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (AddField("note", "added", models.IntegerField(null=True)), None),
        (AddField("note", "added", models.IntegerField(db_default=1)), None),
        (AddField("note", "added", models.IntegerField(default=1)), "NOT_NULL"),
        (AlterField("note", "optional", models.IntegerField()), "NOT_NULL"),
        (AlterField("note", "text", models.IntegerField()), "ALTER_COLUMN"),
        (RemoveField("note", "text"), "DROP_COLUMN"),
        (RenameField("note", "text", "words"), "RENAME_COLUMN"),
        (SeparateDatabaseAndState(state_operations=[RenameField("note", "text", "words")]), None),
        (DeleteModel("note"), "DROP_TABLE"),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else str(value),
)
def test_migrations_that_break_old_processes_are_recognised(operation: Operation, code: str | None) -> None:
    made = CreateModel(
        "Note",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("text", models.TextField()),
            ("optional", models.IntegerField(null=True)),
        ],
    )
    state = ProjectState()
    made.state_forwards("publishing", state)
    migration = type("Example", (Migration,), {"operations": [operation]})("0099_example", "publishing")
    codes = [problem.split()[0] for problem in problems_of(migration, state)]
    assert codes == ([code] if code else [])
