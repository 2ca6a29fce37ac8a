"""Who looks after partners: a group of its own. Letting a key read more than the public does is for administrators."""

from django.db import migrations

GROUP = "Partner managers"
PERMISSIONS = (
    ("partner", "add", "Can add partner"),
    ("partner", "change", "Can change partner"),
    ("partner", "view", "Can view partner"),
    ("apikey", "add", "Can add API key"),
    ("apikey", "change", "Can change API key"),
    ("apikey", "delete", "Can delete API key"),
    ("apikey", "view", "Can view API key"),
    ("fieldcount", "view", "Can view field count"),
    ("registeredoperation", "add", "Can add registered operation"),
    ("registeredoperation", "delete", "Can delete registered operation"),
    ("registeredoperation", "view", "Can view registered operation"),
)


def permission(apps, label, model, codename, name):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=label, model=model)
    # Django makes a model's permissions after the last migration only; it keeps those that it finds.
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return found


def make_group(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
    for model, action, name in PERMISSIONS:
        group.permissions.add(permission(apps, "partners", model, f"{action}_{model}", name))


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
