"""What falls due by the clock: pages to publish, pages past their expiry, threat levels whose moment has come.

Wagtail's publish_scheduled does the same for pages, in one go and without a transaction: there one page that cannot
be published keeps all after it waiting.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.jobs.initial_pages import record_initial_pages
from cms.lifecycle.transactions import log_transaction
from cms.snippets.threat_level import ThreatLevel
from publishing.infrastructure.clock import database_now

logger = logging.getLogger(__name__)

# The worker comes by several times a second: what failed is not tried, and told, at every round.
RETRY_AFTER = timedelta(minutes=1)
EXPIRY = "The expiry of page"
PUBLICATION = "The publication of revision"
THREAT_LEVEL = "The threat level"


class Schedule:
    """Publishes what is due, each in a transaction of its own; remembers what failed until it is tried again."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, int], datetime] = {}
        self._begun = False

    def publish_due(self) -> int:
        """Do what is due, and return how much of it was done."""
        now = timezone.now()
        if not self._begun:
            record_initial_pages()
            self._begun = True
        done = 0
        for what, pk, _ in _due(Now()):  # by the database's clock, in the query itself
            if self._failed.get((what, pk), now) > now:
                continue
            self._failed.pop((what, pk), None)
            try:
                with log_transaction():
                    _ACTS[what](pk)
                done += 1
            except Exception:
                self._failed[what, pk] = now + RETRY_AFTER
                logger.exception("%s %s was due and failed; it is tried again in a minute", what, pk)
        return done


schedule = Schedule()


def oldest_due(now: datetime) -> datetime | None:
    """Return since when a page or threat level has been due, None when nothing is."""
    return min((since for _, _, since in _due(now)), default=None)


def _due(now: datetime | Now) -> list[tuple[str, int, datetime]]:
    """Return what is due and since when: one query on three indexes, expiries first, as in Wagtail, then by time."""
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by()
    scheduled = Revision.objects.filter(approved_go_live_at__lt=now).order_by()
    levels = ThreatLevel.objects.filter(published=False, effective_at__lte=now).order_by()
    due = expired.values_list(Value(0), Value(EXPIRY), "pk", "expire_at").union(
        scheduled.values_list(Value(1), Value(PUBLICATION), "pk", "approved_go_live_at"),
        levels.values_list(Value(1), Value(THREAT_LEVEL), "pk", "effective_at"),
        all=True,
    )
    return [(what, pk, since) for _, what, pk, since in sorted(due, key=lambda row: (row[0], row[3]))]


# Between the list and the lock an editor may have renewed the page, or cancelled its schedule.
def _expire(pk: int) -> None:
    for page in Page.objects.filter(pk=pk, live=True, expire_at__lt=database_now()).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(pk: int) -> None:
    for revision in Revision.objects.filter(pk=pk, approved_go_live_at__lt=database_now()):
        revision.publish(log_action="wagtail.publish.scheduled")


def _take_effect(pk: int) -> None:
    for level in ThreatLevel.objects.filter(pk=pk, published=False):
        level.save()


_ACTS = {EXPIRY: _expire, PUBLICATION: _publish, THREAT_LEVEL: _take_effect}
