"""Who may release changes in code: the loader of a first publication, and a source whose advice is imported."""

from datetime import timedelta

from django.utils import timezone

from cms.lifecycle.release_gate import PendingChange
from cms.release.models import Action, Proposal, ProposedChange, State
from cms.release.protections.protection import Facts, Protection, digest
from publishing.models import Actor


class RecordedRelease:
    """Releases what is published within, and records it as one proposal."""

    def __init__(self, proposed_by: Actor, released_by: Actor, title: str, *, only_stricter: bool = False) -> None:
        self._only_stricter = only_stricter
        now = timezone.now()
        self._proposal = Proposal(
            action=Action.PUBLISH,
            title=title,
            state=State.RELEASED,
            proposed_by=proposed_by.pk,
            decided_by=released_by.pk,
            created_at=now,
            decided_at=now,
            expires_at=now + timedelta(days=1),
        )

    def release(self, change: PendingChange, protection: Protection, before: Facts | None, after: Facts | None) -> bool:
        """Record the change as released, or return False if it is looser than a source may make it by itself."""
        if self._only_stricter and not protection.is_stricter(before, after):
            return False
        if self._proposal.pk is None or not Proposal.objects.filter(pk=self._proposal.pk).exists():
            self._proposal.save(force_insert=True)
        source = change.source
        ProposedChange.objects.create(
            proposal=self._proposal,
            source=source,
            revision_id=change.revision_id,
            content_id=change.content_id,
            locale=change.locale,
            kind=protection.kind,
            before=before,
            after=after,
            digest=digest(before, after),
            used_at=timezone.now() if change.is_due else None,
        )
        return True
