"""Every edition can say when its content was last reviewed; before, only travel advice did, in its details.

Editions are written once: what this fills is a new column with what they said already, and neither hashes nor
signatures cover columns.
"""

from datetime import datetime

from django.db import migrations, models
from django.db.models import F

from publishing.models.triggers import restore_triggers

DROP = {
    "sqlite": "DROP TRIGGER publishing_edition_no_UPDATE",
    "postgresql": "DROP TRIGGER publishing_edition_written_once ON publishing_edition",
}


def fill(apps, schema_editor):
    """Copy the time out of the details of the editions that have one."""
    editions = apps.get_model("publishing", "Edition").objects.filter(item__kind="travel_advice", format=1)
    reviewed = editions.annotate(said=F("stored_details__reviewed_at")).exclude(said=None).values_list("pk", "said")
    found = list(reviewed)
    if not found:
        return
    connection = schema_editor.connection
    schema_editor.execute(DROP[connection.vendor])
    for pk, said in found:
        editions.filter(pk=pk).update(reviewed_at=datetime.fromisoformat(said))
    restore_triggers(connection)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_children_index")]
    operations = [
        migrations.AddField("edition", "reviewed_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
