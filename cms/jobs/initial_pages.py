"""Records the home pages and sections that a migration created in the log.

A migration cannot do it, because it has neither our methods nor the final schema of the log. The worker does, on its
first run.
"""

from cms.lifecycle.sync import sync_page
from cms.lifecycle.transactions import log_transaction
from cms.pages.home import Home
from cms.pages.section import Section
from publishing.models import ContentItem


def record_initial_pages() -> None:
    """Record live home pages and sections that the log does not have yet."""
    known = ContentItem.objects.values("content_id")
    with log_transaction():
        for model in (Home, Section):
            for page in model.objects.filter(live=True).exclude(translation_key__in=known):
                sync_page(page)
