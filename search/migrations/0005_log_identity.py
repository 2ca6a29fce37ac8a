"""An id of this log, by which an index says whose it is."""

from uuid import uuid4

from django.db import migrations, models


def make_identity(apps, schema_editor):
    apps.get_model("search", "LogIdentity").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_status_readers")]
    operations = [
        migrations.CreateModel(
            name="LogIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.UUIDField(default=uuid4, editable=False)),
            ],
        ),
        migrations.RunPython(make_identity, migrations.RunPython.noop),
    ]
