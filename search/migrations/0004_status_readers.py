"""Who sees how the search engines are: moderators, who are asked why a page is not found."""

from django.db import migrations


def give_permissions(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="search", model="setaside"
    )
    for action in ("view", "change"):
        # Django makes a model's permissions after the last migration only; it keeps those that it finds.
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_setaside",
            defaults={"name": f"Can {action} document set aside"},
        )
        for group in apps.get_model("auth", "Group").objects.filter(name="Moderator"):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_analytics_readers")]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
