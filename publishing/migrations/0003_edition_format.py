"""An edition has a format. The columns with what it says keep their names; the model's attributes say that they are as
stored. Both are what processes of the release before can live with: they write no format, which is then the first."""

from django.db import migrations, models

from publishing.models.triggers import restore_triggers


def restore(apps, schema_editor):
    restore_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_written_once")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                operation
                for name, options in (("image", {"null": True}), ("details", {}), ("body", {}))
                for operation in (
                    migrations.RenameField("edition", name, f"stored_{name}"),
                    migrations.AlterField("edition", f"stored_{name}", models.JSONField(db_column=name, **options)),
                )
            ]
        ),
        migrations.AddField(
            "edition",
            "format",
            models.PositiveSmallIntegerField(
                db_default=1,
                help_text="Of the stored parts. Processes of before there were formats write the first.",
            ),
        ),
        migrations.RunPython(restore, migrations.RunPython.noop),
    ]
