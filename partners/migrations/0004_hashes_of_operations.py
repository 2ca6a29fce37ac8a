"""Operations are also found by the SHA-1 and MD5 of their texts, as older generators and Relay send them."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from partners.models import hash_text


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Compute the hashes of the operations that are registered."""
    operations = apps.get_model("partners", "RegisteredOperation").objects.all()
    for operation in operations.only("text").iterator():
        operation.sha1, operation.md5 = (hash_text(operation.text, name) for name in ("sha1", "md5"))
        operation.save(update_fields=["sha1", "md5"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_plain_help_texts")]

    operations = [
        migrations.AddField(
            "registeredoperation",
            "md5",
            models.CharField("MD5", max_length=32, db_index=True, db_default="", editable=False),
        ),
        migrations.AddField(
            "registeredoperation",
            "sha1",
            models.CharField("SHA-1", max_length=40, db_index=True, db_default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
