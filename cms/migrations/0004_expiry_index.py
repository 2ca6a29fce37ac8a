"""The worker asks for pages past their expiry several times a second (cms/jobs/schedule.py); Wagtail has no index for that.

A migration of its own: PostgreSQL makes no index in a transaction that has inserted rows with deferred constraints.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_groups")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS cms_page_expiry ON wagtailcore_page (expire_at) WHERE live",
            "DROP INDEX IF EXISTS cms_page_expiry",
        )
    ]
