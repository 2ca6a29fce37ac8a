"""Compares what readers have with what a proposal would give them: as text, and as pages."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from cms.lifecycle.sync import find_tombstone
from cms.release.languages import language_name
from cms.release.models import Action, Proposal, ProposedChange
from cms.release.people import user_is_blind
from cms.release.protections import PROTECTED
from cms.release.protections.protection import Sentence, describe_handling, item_facts
from publishing.kinds import Kind
from publishing.log.comparison import load_recorded
from publishing.log.new_edition import NewEdition, Reference, item_id
from publishing.models import ContentItem

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Comparison:
    """One language of what a proposal changes; without a change, one that stays as readers have it."""

    title: str
    language: str
    sentences: list[Sentence]
    warnings: list[str]
    change: ProposedChange | None = None


def compare(proposal: Proposal, user: Any) -> Iterator[Comparison]:
    """Yield the changes of a proposal, English beside Welsh, with the languages that it leaves as they are, if the
    user may see them."""
    changes = list(proposal.changes.order_by("pk"))
    for content_id in dict.fromkeys(change.content_id for change in changes):
        found = {one.locale: _compare(one) for one in changes if one.content_id == content_id}
        if proposal.is_open and proposal.action == Action.PUBLISH:
            rows = ContentItem.objects.live().filter(content_id=content_id).exclude(locale__in=found)
            found |= {one.locale: _show_unchanged(one) for one in rows.select_related("edition") if _may_see(user, one)}
        yield from (found[locale] for locale in sorted(found, reverse=True))


def find_edition(change: ProposedChange, side: str) -> NewEdition | None:
    """Return what readers have of an item, or would have."""
    if side == AFTER:
        revision = change.revision if change.proposal.action == Action.PUBLISH else None
        editions = revision.as_object().build_editions() if revision else ()
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
    sentences += _describe_address(change)
    title = str(change.source or change.proposal.title or change.content_id)
    return Comparison(title, language_name(change.locale), sentences, protection.warn(before, change.after), change)


def _may_see(user: Any, item: ContentItem) -> bool:
    pages = Page.objects.filter(translation_key=item.content_id, locale__language_code=item.locale).specific()
    return not any(user_is_blind(user, page) for page in pages)


def _show_unchanged(item: ContentItem) -> Comparison:
    """Return what readers of a language have, and keep."""
    protection = PROTECTED[Kind(item.kind)]
    title = item.edition.title if item.edition else str(item)
    sentences = protection.describe(None, item_facts(protection, item))
    return Comparison(title, language_name(item.locale), sentences, [])


def _describe_address(change: ProposedChange) -> Iterator[Sentence]:
    """Yield what becomes of the address of a page that is withdrawn."""
    if change.proposal.action == Action.PUBLISH or not isinstance(change.source, Page):
        return
    then = "It says that the page was wrong, and where to turn."
    if change.proposal.action == Action.WITHDRAW:
        reason, successor, address = find_tombstone(change.source)
        then = f"It leads to {address}" if address else f"It says: {reason.label.lower()}."
        if successor and (replacement := Page.objects.filter(translation_key=successor).first()):
            then = f"It leads to “{replacement}”."
    yield Sentence("Its address", "The page", then)
