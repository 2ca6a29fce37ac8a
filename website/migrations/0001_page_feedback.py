"""Daily counts of "Was this page useful?", which editors and moderators may see."""

from django.db import migrations, models


def give_permission(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="website", model="feedbackcount"
    )
    # Django makes a model's permissions after the last migration only; it keeps those that it finds.
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_feedbackcount",
        defaults={"name": "Can view count of answers about a page"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Editor", "Moderator")):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cms", "0003_groups"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.CreateModel(
            name="FeedbackCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("content_id", models.UUIDField()),
                ("locale", models.CharField(max_length=12)),
                ("useful", models.PositiveIntegerField(default=0)),
                ("not_useful", models.PositiveIntegerField(default=0)),
                ("missing", models.PositiveIntegerField(default=0)),
                ("unclear", models.PositiveIntegerField(default=0)),
                ("outdated", models.PositiveIntegerField(default=0)),
                ("other_page", models.PositiveIntegerField(default=0)),
                ("broken", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "count of answers about a page",
                "verbose_name_plural": "answers about pages",
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "content_id", "locale"), name="feedback_count_once")
                ],
            },
        ),
        migrations.RunPython(give_permission, migrations.RunPython.noop),
    ]
