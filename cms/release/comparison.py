"""Compares what readers have with what a proposal would give them: as text, and as pages."""

import hashlib
from dataclasses import dataclass

from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from cms.release.models import Proposal, ProposedChange
from cms.release.protections import PROTECTED
from cms.release.protections.protection import Sentence, describe_handling
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
    has_before: bool
    has_after: bool


def compare(proposal: Proposal) -> list[Comparison]:
    """Return the changes of a proposal, English beside Welsh."""
    return [_compare(change) for change in proposal.changes.order_by("content_id", "-locale")]


def find_edition(change: ProposedChange, side: str) -> NewEdition | None:
    """Return what readers have of an item, or would have."""
    if side == AFTER:
        editions = change.revision.as_object().build_editions() if change.revision else ()
        return next((edition for edition in editions if edition.locale == change.locale), None)
    pk = item_id(change.content_id, change.locale)
    item = ContentItem.objects.select_related("edition").filter(pk=pk, gone="").first()
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


def _compare(change: ProposedChange) -> Comparison:
    protection = PROTECTED[Kind(change.kind)]
    return Comparison(
        change,
        str(change.source or change.content_id),
        LANGUAGES.get(change.locale, change.locale),
        [*protection.describe(change.before, change.after), *describe_handling(change.before, change.after)],
        protection.warn(change.before, change.after),
        has_before=change.before is not None,
        has_after=change.after is not None,
    )
