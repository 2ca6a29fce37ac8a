"""Joins imports to release: what a source has made stricter is published at once, anything else is proposed.

Readers of a page that waits see that the source has changed and that the hub is checking it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from cms.release.authorities import RecordedRelease
from cms.release.gate import released_by
from cms.release.proposing import needs_release, propose_publication
from publishing.kinds import UpdateType
from publishing.log.actors import acting_in_log
from publishing.models import Actor

IMPORT = "An import"


class SourceRelease:
    """One import from one source. What it publishes counts as one release, with the source as its releaser."""

    def __init__(self, source: str, user: Any = None) -> None:
        self._source, self.user = source, user

    @contextmanager
    def releasing(self) -> Iterator[None]:
        """Publish within what the source itself published. What is looser than what readers have is refused."""
        with released_by(self._authority), acting_in_log(self._importer):
            yield

    def propose(self, revision: Any) -> None:
        """Propose a revision, if publishing it needs a release."""
        if needs_release(revision.as_object(), revision):
            propose_publication([revision], self._importer)

    @cached_property
    def _importer(self) -> Actor:
        return Actor.for_user(self.user) if self.user else Actor.named(IMPORT)

    @cached_property
    def _authority(self) -> RecordedRelease:
        return RecordedRelease(self._importer, Actor.named(self._source), self._source, only_stricter=True)


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
