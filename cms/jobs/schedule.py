"""Publishes scheduled pages, unpublishes expired ones, and publishes threat levels when they take effect.

Wagtail's publish_scheduled does the same for pages, but all at once and without transactions: there, a page that cannot
be published blocks all after it.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.jobs.initial_pages import record_initial_pages
from cms.lifecycle.release_gate import NotReleasedError
from cms.lifecycle.transactions import log_transaction
from cms.snippets.threat_level import ThreatLevel
from publishing.infrastructure.clock import database_now

logger = logging.getLogger(__name__)

# The worker runs several times a second: a failure is not retried, and logged, every time.
RETRY_AFTER = timedelta(minutes=1)
EXPIRY = "The expiry of page"
PUBLICATION = "The publication of revision"
THREAT_LEVEL = "The threat level"


class Schedule:
    """Publishes what is due, with a transaction for each, and remembers failures until they are retried."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, int], datetime] = {}
        self._has_run = False

    def publish_due(self) -> int:
        """Run everything that is due; return how many actions succeeded."""
        now = timezone.now()
        if not self._has_run:
            record_initial_pages()
            self._has_run = True
        done = 0
        for what, pk, _ in _find_due(Now()):  # by the database's clock, in the query itself
            if self._failed.get((what, pk), now) > now:
                continue
            self._failed.pop((what, pk), None)
            try:
                with log_transaction():
                    _ACTIONS[what](pk)
                done += 1
            except Exception as error:
                if isinstance(error, NotReleasedError) and what in _CANCELLATIONS:
                    # Another release was first, or its time has passed: people decide again (cms/release/jobs.py).
                    logger.warning("%s %s was due, but its release is void: its schedule is cancelled", what, pk)
                    _CANCELLATIONS[what](pk)
                    continue
                self._failed[what, pk] = now + RETRY_AFTER
                logger.exception("%s %s was due but failed; it will be retried in a minute", what, pk)
        return done


schedule = Schedule()


def oldest_due(now: datetime) -> datetime | None:
    """Return when the oldest page or threat level became due, None if nothing is due."""
    return min((since for _, _, since in _find_due(now)), default=None)


def _find_due(now: datetime | Now) -> list[tuple[str, int, datetime]]:
    """Return what is due and since when, in one query on three indexes: expiries first, as in Wagtail, then by time."""
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by()
    scheduled = Revision.objects.filter(approved_go_live_at__lt=now).order_by()
    levels = ThreatLevel.objects.filter(live=True, published=False, effective_at__lte=now).order_by()
    due = expired.values_list(Value(0), Value(EXPIRY), "pk", "expire_at").union(
        scheduled.values_list(Value(1), Value(PUBLICATION), "pk", "approved_go_live_at"),
        levels.values_list(Value(1), Value(THREAT_LEVEL), "pk", "effective_at"),
        all=True,
    )
    return [(what, pk, since) for _, what, pk, since in sorted(due, key=lambda row: (row[0], row[3]))]


# Each action queries again: before the log was locked, an editor may have extended the page or cancelled its schedule.
def _expire(pk: int) -> None:
    for page in Page.objects.filter(pk=pk, live=True, expire_at__lt=database_now()).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(pk: int) -> None:
    for revision in Revision.objects.filter(pk=pk, approved_go_live_at__lt=database_now()):
        revision.publish(log_action="wagtail.publish.scheduled")


def _publish_threat_level(pk: int) -> None:
    for level in ThreatLevel.objects.filter(pk=pk, live=True, published=False):
        level.save()


def _unschedule(pk: int) -> None:
    with log_transaction():
        for revision in Revision.objects.filter(pk=pk, approved_go_live_at__isnull=False):
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])


def _unschedule_threat_level(pk: int) -> None:
    for level in ThreatLevel.objects.filter(pk=pk, live=True, published=False):
        level.unpublish()


_CANCELLATIONS = {PUBLICATION: _unschedule, THREAT_LEVEL: _unschedule_threat_level}
_ACTIONS = {EXPIRY: _expire, PUBLICATION: _publish, THREAT_LEVEL: _publish_threat_level}
