"""Who may edit synonyms and best bets: editors write them, moderators may also delete them."""

from django.db import migrations

PERMISSIONS = (
    ("Editor", ("add", "change")),
    ("Moderator", ("add", "change", "delete")),
)
MODELS = ("synonymset", "bestbet")


def permission(apps, model, action):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="search", model=model
    )
    # Django makes a model's permissions after the last migration only; it keeps those that it finds.
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return found


def give_permissions(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, actions in PERMISSIONS:
        Group.objects.get(name=name).permissions.add(
            *(permission(apps, model, action) for model in MODELS for action in actions)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("cms", "0003_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
