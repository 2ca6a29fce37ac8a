"""A form's control named `action` hides the form's own property of that name, and autosave posted to the control.

Drafts and editors' comments hold their fields by name: they are renamed with the column, so that no draft loses its
text and no comment its place.
"""

from django.db import migrations, models

OLD, NEW = "action", "project_action"


def rename_in_drafts(apps, old, new):
    """Give the field its new name in every project's revisions and comments."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Revision = apps.get_model("wagtailcore", "Revision")
    projects = ContentType.objects.filter(app_label="cms", model="projectpage")
    for revision in Revision.objects.filter(content_type__in=projects).iterator(chunk_size=200):
        content = revision.content
        if old not in content:
            continue
        content[new] = content.pop(old)
        for comment in content.get("wagtail_admin_comments", ()):
            if comment.get("contentpath") == old:
                comment["contentpath"] = new
        revision.save(update_fields=["content"])
    comments = apps.get_model("wagtailcore", "Comment").objects
    comments.filter(page__content_type__in=projects, contentpath=old).update(contentpath=new)


def forwards(apps, schema_editor):
    """Rename in drafts and history."""
    rename_in_drafts(apps, OLD, NEW)


def backwards(apps, schema_editor):
    """Rename back."""
    rename_in_drafts(apps, NEW, OLD)


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_expiry_index"), ("wagtailcore", "0098_apitoken")]
    operations = [
        migrations.RenameField("projectpage", OLD, NEW),
        migrations.AlterField(
            "projectpage",
            NEW,
            models.TextField("action", help_text="What the project does, in one or two sentences."),
        ),
        # What a draft may lack until it is published.
        migrations.AlterField(
            "projectpartner",
            "organisation",
            models.ForeignKey("cms.organisation", models.CASCADE, null=True, related_name="+"),
        ),
        migrations.AlterField("zcardpage", "valid_from", models.DateField(null=True)),
        migrations.AlterField(
            "zcardpanel",
            "character_limit",
            models.PositiveSmallIntegerField(default=280, help_text="What fits on the printed panel.", null=True),
        ),
        migrations.RunPython(forwards, backwards),
    ]
