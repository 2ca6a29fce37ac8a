"""Compares what readers have with what a proposal would give them: as text, and as pages."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from cms.release.models import Action, Proposal, ProposedChange
from cms.release.protections import PROTECTED
from cms.release.protections.protection import Sentence, describe_handling, item_facts
from publishing.kinds import Kind
from publishing.log.comparison import load_recorded
from publishing.log.new_edition import NewEdition, Reference, item_id
from publishing.models import ContentItem

BEFORE, AFTER = "before", "after"
LANGUAGES = {"en-gb": "English", "cy": "Welsh"}


@dataclass(frozen=True)
class Comparison:
    """One change of a proposal."""

    change: ProposedChange
    title: str
    language: str
    sentences: list[Sentence]
    warnings: list[str]


def compare(proposal: Proposal) -> list[Comparison]:
    """Return the changes of a proposal, English beside Welsh."""
    return [_compare(change) for change in proposal.changes.order_by("content_id", "-locale")]


def find_edition(change: ProposedChange, side: str) -> NewEdition | None:
    """Return what readers have of an item, or would have."""
    if side == AFTER:
        editions = change.revision.as_object().build_editions() if change.revision else ()
        return next((edition for edition in editions if edition.locale == change.locale), None)
    item = _find_item(change)
    if item is None or item.edition is None or change.used_at is not None:
        return None
    references = (
        Reference(relation=relation, target=target)
        for relation, targets in item.targets_by_relation().items()
        for target in targets
    )
    return NewEdition.model_construct(**{**dict(load_recorded(item, item.edition)), "references": tuple(references)})


def find_version(proposal: Proposal) -> str:
    """Return the hash of all that a proposal would publish: what a releaser saw is what they release."""
    editions = (find_edition(change, AFTER) for change in proposal.changes.all())
    hashes = [minor_if_text_is_unchanged(edition).content_hash() if edition else "" for edition in editions]
    return hashlib.sha256(" ".join([proposal.state, *hashes]).encode()).hexdigest()


def _find_item(change: ProposedChange) -> ContentItem | None:
    """Return what readers have now: the item, or the one that it replaces."""
    pk = item_id(change.content_id, change.locale)
    item = ContentItem.objects.select_related("edition").filter(pk=pk, gone="").first()
    if item is None and change.after:
        return PROTECTED[Kind(change.kind)].find_replaced(change.after, change.locale)
    return item


def _compare(change: ProposedChange) -> Comparison:
    protection, before = PROTECTED[Kind(change.kind)], change.before
    if before is None and change.used_at is None:
        before = item_facts(protection, _find_item(change))
    sentences = [*protection.describe(before, change.after), *describe_handling(change.before, change.after)]
    warnings = [*protection.warn(before, change.after), *_find_other_languages(change)]
    title, language = str(change.source or change.content_id), LANGUAGES.get(change.locale, change.locale)
    return Comparison(change, title, language, sentences, warnings)


def _find_other_languages(change: ProposedChange) -> Iterator[str]:
    """Yield a warning for each language in which readers have the content, and that the proposal leaves as it is."""
    if change.proposal.action != Action.PUBLISH:
        return
    changed = change.proposal.changes.filter(content_id=change.content_id).values("locale")
    for item in ContentItem.objects.live().filter(content_id=change.content_id).exclude(locale__in=changed):
        yield f"There is a version in {LANGUAGES.get(item.locale, item.locale)}, which this does not change."
