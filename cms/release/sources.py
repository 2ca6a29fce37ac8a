"""Publishes what a source outside the hub has published: what is stricter at once, anything else as a proposal.

Readers of a page whose source has made it looser see that the source has changed and that the hub is checking it.
"""

from typing import Any

from django.db import transaction

from cms.release.authorities import RecordedRelease
from cms.release.gate import ReleaseRequiredError, released_by
from cms.release.proposing import propose_publication
from publishing.infrastructure.clock import database_now
from publishing.kinds import UpdateType
from publishing.models import Actor

IMPORT = "An import"
WAITS = "The source made it less strict: a second person has to release it."


class SourceRelease:
    """One import from one source. What it publishes counts as one release, with the source as its releaser."""

    def __init__(self, source: str, user: Any = None) -> None:
        self.user = user
        self._importer = Actor.for_user(user) if user else Actor.named(IMPORT)
        self._authority = RecordedRelease(self._importer, Actor.named(source), source, only_stricter=True)

    def publish(self, revision: Any, *, propose: bool = True) -> bool:
        """Publish a revision. If it is looser than what readers have, propose it instead, and return False."""
        try:
            with transaction.atomic(), released_by(self._authority):
                revision.publish(user=self.user)
        except ReleaseRequiredError:
            self.report_change(revision.content_object)
            if propose:
                propose_publication([revision], self._importer)
            return False
        return True

    def report_change(self, page: Any) -> None:
        """Let the live page say that its source has changed."""
        live = type(page).objects.get(pk=page.pk)
        if live.live and live.source_changed_at is None:
            live.source_changed_at, live.update_type = database_now(), UpdateType.MINOR
            live.save(clean=False)


def forget_source_change(page: Any, *, publish: bool = False) -> None:
    """Remove the note that the source has changed: the hub has decided. A publication follows, or is made here."""
    if getattr(page, "source_changed_at", None) is None:
        return
    live = type(page).objects.get(pk=page.pk)
    live.source_changed_at = None
    if publish:
        live.update_type = UpdateType.MINOR
        live.save(clean=False)
    else:
        type(page).objects.filter(pk=page.pk).update(source_changed_at=None)
