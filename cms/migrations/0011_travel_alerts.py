"""Alerts say where each applies; every page can say when it was last reviewed.

Pages, drafts and editors' comments keep what they said: the text that was about all statuses of a page is about those for
parts of the country, as in editions (publishing/formats/from_1.py).
"""

import json
from uuid import uuid4

import wagtail.fields
from django.db import migrations, models

from publishing.formats.from_1 import convert_alerts

OLD = {"alert_statuses", "alert_scope"}


def stream_data(statuses, scope):
    """Return alerts as their StreamField stores them."""
    return [
        {"type": "alert", "value": {**alert, "areas": []}, "id": str(uuid4())}
        for alert in convert_alerts(statuses, scope)
    ]


def convert_drafts(apps):
    """Convert travel advice in drafts and history, with editors' comments on it."""
    pages = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="cms", model="traveladvicepage")
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=pages)
    for revision in revisions.iterator(chunk_size=200):
        content = revision.content
        statuses, scope = content.pop("alert_statuses", None) or [], content.pop("alert_scope", None) or ""
        statuses = json.loads(statuses) if isinstance(statuses, str) else statuses
        content["alerts"] = json.dumps(stream_data(statuses, scope))
        for comment in content.get("wagtail_admin_comments", ()):
            if comment.get("contentpath") in OLD:
                comment["contentpath"] = "alerts"
        revision.save(update_fields=["content"])
    comments = apps.get_model("wagtailcore", "Comment").objects
    comments.filter(page__content_type__in=pages, contentpath__in=OLD).update(contentpath="alerts")


def convert(apps, schema_editor):
    """Convert pages, then drafts."""
    for page in apps.get_model("cms", "TravelAdvicePage").objects.exclude(alert_statuses=[]).iterator(chunk_size=200):
        page.alerts = json.dumps(stream_data(page.alert_statuses, page.alert_scope))
        page.save(update_fields=["alerts"])
    convert_drafts(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0010_help_texts'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='briefingpage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='guidancepage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='home',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='section',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='standardpage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='traveladvicepage',
            name='alerts',
            field=wagtail.fields.StreamField([('alert', 9)], blank=True, block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('all_but_essential_travel', 'Avoid all but essential travel'), ('all_travel', 'Avoid all travel')], 'label': 'Advice'}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('whole_country', 'The whole country'), ('named_parts', 'Parts of the country, listed below'), ('unnamed_parts', 'Parts of the country, as the text says')], 'label': 'Where'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'What the advice says about it.', 'required': False, 'rows': 2}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'What readers call it, such as “Within 20 km of the border”.', 'max_length': 255}), 4: ('wagtail.blocks.TextBlock', (), {'help_text': 'Where it begins and ends.', 'required': False, 'rows': 2}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why travel there is advised against.', 'required': False, 'rows': 2}), 6: ('cms.blocks.alerts.GeometryBlock', (), {'help_text': 'A GeoJSON geometry, for the map.', 'label': 'Outline', 'required': False, 'rows': 3}), 7: ('wagtail.blocks.StructBlock', [[('name', 3), ('description', 4), ('reason', 5), ('geometry', 6)]], {}), 8: ('wagtail.blocks.ListBlock', (7,), {'default': [], 'help_text': 'The parts of the country, if it applies to parts.'}), 9: ('wagtail.blocks.StructBlock', [[('advised_against', 0), ('extent', 1), ('description', 2), ('areas', 8)]], {})}, db_default=[], default=list, help_text='What travellers are advised against, and where. None if there is no advice against travel.'),
        ),
        migrations.AddField(
            model_name='traveladvicepage',
            name='earlier_changes',
            field=models.JSONField(blank=True, db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name='traveladvicepage',
            name='provenance_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='SHA-256'),
        ),
        migrations.AddField(
            model_name='traveladvicepage',
            name='provenance_updated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='changed at the source'),
        ),
        migrations.AddField(
            model_name='workstreampage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AddField(
            model_name='zcardpage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.AlterField(
            model_name='traveladvicepage',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, help_text='When the page was last reviewed as a whole, even if nothing was changed.', null=True),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='traveladvicepage',
            name='alert_scope',
        ),
        migrations.RemoveField(
            model_name='traveladvicepage',
            name='alert_statuses',
        ),
    ]
