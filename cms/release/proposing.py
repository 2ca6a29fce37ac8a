"""Proposes changes: records the exact facts before and after, and informs those who can release them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from cms.lifecycle.release_gate import PendingChange
from cms.lifecycle.transactions import in_log_transaction
from cms.release.gate import find_facts, is_read
from cms.release.languages import find_contradictions
from cms.release.models import Action, Proposal, ProposedChange, State
from cms.release.notices import notify_proposer, notify_releasers
from cms.release.protections import PROTECTED
from cms.release.protections.protection import digest
from publishing.kinds import Kind
from publishing.models import Actor, ContentItem

NOTHING_TO_RELEASE = "Readers would see no change that a second person has to release."


@in_log_transaction
def propose_publication(revisions: Iterable[Any], actor: Actor, title: str = "") -> Proposal:
    """Propose that revisions are published, in one release, with the drafts in other languages that belong to them.
    Raises ValidationError if nothing of them is protected."""
    changes: list[ProposedChange] = []
    for revision in revisions:
        revision.refresh_from_db()  # times lose their microseconds in JSON
        changes += find_changes(revision.as_object(), revision)
        changes += find_other_languages(revision, changes)
    return _propose(Action.PUBLISH, changes, actor, title)


@in_log_transaction
def propose_withdrawal(source: Any, actor: Actor, action: Action = Action.WITHDRAW) -> Proposal:
    """Propose that a page or snippet is withdrawn."""
    current = type(source)._base_manager.get(pk=source.pk)
    return _propose(action, list(find_changes(current, None, action)), actor, "")


@in_log_transaction
def propose_removal(items: Iterable[ContentItem], actor: Actor) -> Proposal:
    """Propose that items of one content are withdrawn that only the log has: their page or snippet is lost."""
    changes, titles = [], []
    for item in items:
        found = find_facts(PendingChange(None, item.content_id, item.locale, None))
        if found is not None and found[1] is not None:
            protection, before, _ = found
            changes.append(
                ProposedChange(
                    content_id=item.content_id,
                    locale=item.locale,
                    kind=protection.kind,
                    before=before,
                    digest=digest(before, None),
                )
            )
            titles.append(item.edition.title if item.edition else str(item))
    return _propose(Action.WITHDRAW, changes, actor, titles[0] if titles else "")


@in_log_transaction
def take_over_languages(proposal: Proposal, user: Any) -> Proposal:
    """Save what a proposal changes into the drafts in the languages that would contradict it, with the texts that they
    have, and propose all of them together."""
    revisions = list(dict.fromkeys(change.revision for change in proposal.changes.all() if change.revision))
    page = revisions[0].as_object()
    for other in find_contradicting_pages(proposal):
        draft = other.get_latest_revision_as_object()
        if not other.permissions_for_user(user).can_edit():
            raise PermissionDenied
        draft.take_over_facts(page)
        draft.update_type, draft.change_note = page.update_type, page.change_note
        revisions.append(draft.save_revision(user=user, log_action=True, clean=False))
    newest = {revision.object_id: revision for revision in revisions}
    return propose_publication(newest.values(), Actor.for_user(user), proposal.title)


def find_contradicting_pages(proposal: Proposal) -> list[Any]:
    """Return the pages that would contradict a page of a proposal in another language, and can take over its facts."""
    page: Any = next(iter(proposal.find_sources()), None)
    if proposal.action != Action.PUBLISH or not hasattr(page, "take_over_facts"):
        return []
    changes = proposal.changes.filter(content_id=page.translation_key)
    planned = {change.locale: change.after for change in changes}
    locales = find_contradictions(PROTECTED[page.kind], page.translation_key, planned)
    return list(page.get_translations().filter(alias_of=None, locale__language_code__in=locales).specific())


def find_changes(source: Any, revision: Any, action: Action = Action.PUBLISH) -> Iterator[ProposedChange]:
    """Return the protected changes of publishing a page or snippet as it is in memory, or of withdrawing it (then
    its newest draft says what becomes of its address). What is wrong may be what has nothing protected: no alert."""
    editions = source.build_editions() if revision else ()
    by_language = {edition.locale: edition for edition in editions}
    for language in source.edition_languages():
        pending = PendingChange(source, source.translation_key, language, by_language.get(language))
        found = find_facts(pending)
        if found is None or (found[1] == found[2] and not (action == Action.RETRACT and is_read(pending))):
            continue
        protection, before, after = found
        yield ProposedChange(
            source=source,
            revision=revision or source.latest_revision,
            content_id=source.translation_key,
            locale=language,
            kind=protection.kind,
            before=before,
            after=after,
            digest=digest(before, after),
        )


def find_other_languages(revision: Any, changes: list[ProposedChange]) -> list[ProposedChange]:
    """Return the changes of the drafts in other languages that are released together with a page: those that an open
    proposal has, and those without which a language would contradict it."""
    page = revision.content_object
    if not changes or not isinstance(page, Page):
        return []
    planned = {change.locale: change.after for change in changes if change.content_id == page.translation_key}
    contradicting = find_contradictions(PROTECTED[Kind(changes[0].kind)], page.translation_key, planned)
    open_changes = ProposedChange.objects.filter(proposal__in=Proposal.objects.open(), content_id=page.translation_key)
    proposed = set(open_changes.values_list("revision", flat=True))
    found: list[ProposedChange] = []
    for other in page.get_translations().filter(alias_of=None).select_related("locale", "latest_revision").specific():
        if other.latest_revision_id in proposed or other.locale.language_code in contradicting:
            draft = other.latest_revision
            found += find_changes(draft.as_object(), draft) if draft and other.has_unpublished_changes else ()
    return found


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
    if action != Action.RETRACT:  # it is carried out at once, and announced
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
        notify_proposer(earlier, actor.user)
    return None
