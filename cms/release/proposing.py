"""Proposes changes: records the exact facts before and after, and informs those who can release them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.log_actions import log

from cms.lifecycle.release_gate import PendingChange
from cms.lifecycle.transactions import in_log_transaction
from cms.release.gate import find_facts
from cms.release.models import Action, Proposal, ProposedChange, State
from cms.release.notices import notify_releasers
from cms.release.protections.protection import digest
from publishing.models import Actor

NOTHING_TO_RELEASE = "Readers would see no change that a second person has to release."


@in_log_transaction
def propose_publication(revisions: Iterable[Any], actor: Actor, title: str = "") -> Proposal:
    """Propose that revisions are published, in one release. Raises ValidationError if nothing of them is protected."""
    changes: list[ProposedChange] = []
    for revision in revisions:
        revision.refresh_from_db()  # times lose their microseconds in JSON
        changes += find_changes(revision.as_object(), revision)
    return _propose(Action.PUBLISH, changes, actor, title)


@in_log_transaction
def propose_withdrawal(source: Any, actor: Actor, action: Action = Action.WITHDRAW) -> Proposal:
    """Propose that a page or snippet is withdrawn."""
    return _propose(action, list(find_changes(source, None)), actor, "")


def find_changes(source: Any, revision: Any) -> Iterator[ProposedChange]:
    """Return the protected changes of publishing a page or snippet as it is in memory, or of withdrawing it."""
    editions = source.build_editions() if revision else ()
    by_language = {edition.locale: edition for edition in editions}
    for language in source.languages():
        pending = PendingChange(source, source.translation_key, language, by_language.get(language))
        found = find_facts(pending)
        if found is None or found[1] == found[2]:
            continue
        protection, before, after = found
        yield ProposedChange(
            source=source,
            revision=revision,
            content_id=source.translation_key,
            locale=language,
            kind=protection.kind,
            before=before,
            after=after,
            digest=digest(before, after),
        )


def needs_release(source: Any, revision: Any) -> bool:
    """Whether publishing a page or snippet as it is in memory changes what is protected."""
    return any(True for _ in find_changes(source, revision))


def _propose(action: Action, changes: list[ProposedChange], actor: Actor, title: str) -> Proposal:
    if not changes:
        raise ValidationError(NOTHING_TO_RELEASE)
    repeated = _end_earlier_proposals(changes, actor)
    if repeated:
        return repeated
    expires_at = timezone.now() + timedelta(hours=settings.HUB_PROPOSAL_HOURS)
    proposal = Proposal.objects.create(action=action, title=title, proposed_by=actor.pk, expires_at=expires_at)
    for change in changes:
        change.proposal = proposal
    ProposedChange.objects.bulk_create(changes)
    for source in proposal.find_sources():
        log(source, "cms.propose", user=actor.user, data={"proposal": proposal.pk})
    notify_releasers(proposal)
    return proposal


def _end_earlier_proposals(changes: list[ProposedChange], actor: Actor) -> Proposal | None:
    """End open proposals about the same content. Return the one that says the same, if its proposer repeats it: it is
    kept, with the newest revisions. (Wagtail's autosave submits a form again.)"""
    same = Proposal.objects.open().filter(changes__content_id__in={change.content_id for change in changes})
    for earlier in same.distinct():
        known = {(one.content_id, one.locale, one.digest): one for one in earlier.changes.all()}
        keys = {(one.content_id, one.locale, one.digest): one for one in changes}
        if earlier.proposed_by == actor.pk and known.keys() == keys.keys():
            for key, change in known.items():
                change.revision = keys[key].revision
                change.save(update_fields=["revision"])
            return earlier
        earlier.decide(State.STALE, None)
    return None
