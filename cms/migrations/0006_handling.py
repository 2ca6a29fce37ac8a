import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_project_action"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        migrations.CreateModel(
            name="PageHandling",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handling",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(db_index=True)),
            ],
            options={
                "permissions": [
                    ("read_confidential", "Can see every page and file in the admin, whatever its marking")
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SectionFiles",
            fields=[
                (
                    "section_key",
                    models.UUIDField(help_text="The section's translation key.", primary_key=True, serialize=False),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.collection"
                    ),
                ),
                (
                    "closed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closes",
                        to="wagtailcore.collection",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
