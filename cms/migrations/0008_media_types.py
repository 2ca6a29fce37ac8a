"""Files that were published on a machine without /etc/mime.types: they are what their names say, no unknown bytes.

Editions keep what they say (they are never changed); `manage.py reconcile --fix` publishes those pages again.
"""

from django.db import migrations

from publishing.content.media_types import UNKNOWN, media_type


def name_media_types(apps, schema_editor):
    assets = apps.get_model("publishing", "Asset").objects
    for asset in assets.filter(content_type=UNKNOWN).iterator():
        if (known := media_type(asset.filename)) != UNKNOWN:
            assets.filter(pk=asset.pk).update(content_type=known)


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_section_files"), ("publishing", "0002_written_once")]
    operations = [migrations.RunPython(name_media_types, migrations.RunPython.noop)]
