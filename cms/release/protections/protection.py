"""What of a kind is protected: a change of these facts reaches readers only once a second person has released it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q

from publishing.access.audiences import Audience, Marking
from publishing.infrastructure.clock import database_now
from publishing.kinds import Kind
from publishing.log.comparison import load_recorded
from publishing.log.new_edition import NewEdition, canonical_json
from publishing.models import ContentItem

Facts = dict[str, Any]
"""The protected facts of an edition, as JSON values. None instead means that readers have nothing protected."""
HANDLING = "handling"
"""Who may read it, and until when: added to the facts of each kind, because hiding a warning withdraws it."""


@dataclass(frozen=True)
class Sentence:
    """A difference as text: what readers have now, and what they would have."""

    label: str
    before: str
    after: str


class Protection(Protocol):
    """What of a kind is protected. To protect another kind, copy the nearest module and add it to the registry."""

    kind: Kind

    def facts(self, details: Any) -> Facts | None:
        """Return the protected facts of an edition's details, None if there are none."""

    def shared(self, facts: Facts | None) -> Any:
        """Return what must be the same in all languages."""

    def find_replaced(self, after: Facts, locale: str) -> ContentItem | None:
        """Return the item that readers have now in place of one that is new, if there is one."""

    def describe(self, before: Facts | None, after: Facts | None) -> list[Sentence]:
        """Return the difference as text. For a new item, `before` is what it replaces."""

    def warn(self, before: Facts | None, after: Facts | None) -> list[str]:
        """Return what the releaser must not overlook."""

    def is_stricter(self, before: Facts | None, after: Facts | None) -> bool:
        """Whether the change makes no part of the advice looser."""


def edition_facts(protection: Protection, edition: NewEdition) -> Facts | None:
    """Return the protected facts of an edition."""
    facts = protection.facts(edition.details)
    if facts is None:
        return None
    handling = {
        "audience": int(edition.audience),
        "marking": str(edition.marking),
        "projects": sorted(map(str, edition.projects)),
        "expires_at": edition.expires_at.isoformat() if edition.expires_at else None,
    }
    return {**facts, HANDLING: handling}


def item_facts(protection: Protection, item: ContentItem | None) -> Facts | None:
    """Return the protected facts of what readers have of an item now."""
    if item is None or not item.is_live or item.edition is None:
        return None
    if item.expires_at and item.expires_at <= database_now():
        return None
    recorded = load_recorded(item, item.edition)
    return edition_facts(protection, recorded.model_copy(update={"projects": tuple(item.projects)}))


def find_last_facts(protection: Protection, edition: NewEdition) -> Facts | None:
    """Return what readers last had of an item that is gone, or of one with its code: what is published in its place
    without these facts withdraws them."""
    same = Q(pk=edition.id) | Q(code=edition.code) if edition.code else Q(pk=edition.id)
    rows = ContentItem.objects.of_kind(protection.kind).in_locale(edition.locale).filter(same, edition__isnull=False)
    last = rows.select_related("edition").order_by("-edition__published_at").first()
    if last is None or last.edition is None:
        return None
    return edition_facts(protection, load_recorded(last, last.edition))


def digest(before: Facts | None, after: Facts | None) -> str:
    """Return the hash of a change of facts."""
    return hashlib.sha256(canonical_json([before, after])).hexdigest()


def differs_in_handling_only(before: Facts | None, after: Facts | None) -> bool:
    """Whether a change leaves everything but the handling as it is."""
    return bool(before and after) and _without_handling(before) == _without_handling(after)


def describe_handling(before: Facts | None, after: Facts | None) -> list[Sentence]:
    """Return the difference of the handling as text."""
    old, new = ((facts or {}).get(HANDLING) or {} for facts in (before, after))
    if not old or not new or old == new:
        return []
    shown: Sequence[tuple[str, Any]] = (
        ("Who may read it", lambda it: f"{Audience(it['audience']).label}, TLP:{Marking(it['marking'])}"),
        ("Ends", lambda it: it["expires_at"] or "Never"),
    )
    sentences = [Sentence(label, show(old), show(new)) for label, show in shown]
    if old["projects"] != new["projects"]:
        sentences.append(Sentence("Named projects", str(len(old["projects"])), str(len(new["projects"]))))
    return [sentence for sentence in sentences if sentence.before != sentence.after]


def _without_handling(facts: Facts | None) -> Facts:
    return {name: value for name, value in (facts or {}).items() if name != HANDLING}
