"""Who may look at what people search for: editors and moderators, whose work it is to answer it."""

from django.db import migrations


def give_permission(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="search", model="searchcount"
    )
    # Django makes a model's permissions after the last migration only; it keeps those that it finds.
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_searchcount",
        defaults={"name": "Can view count of searches"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Editor", "Moderator")):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_groups")]
    operations = [migrations.RunPython(give_permission, migrations.RunPython.noop)]
