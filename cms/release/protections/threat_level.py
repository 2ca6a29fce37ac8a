"""Threat levels: the level, its scope and time, and its wording in each language."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.release.protections.protection import Facts, Sentence
from publishing.infrastructure.clock import database_now
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelDetails, ThreatLevelValue, ThreatScope
from publishing.models import ContentItem

BIG_JUMP = 2
LABELS = {"scope": "Area", "level": "Level", "effective_at": "From", "wording": "Wording"}


class ThreatLevelProtection:
    """Everything that a threat level says is protected."""

    kind = Kind.THREAT_LEVEL

    def facts(self, details: ThreatLevelDetails) -> Facts:
        """Return all details."""
        return details.model_dump(mode="json")

    def shared(self, facts: Facts | None) -> Any:
        """Return all but the wording."""
        return facts and [facts[name] for name in LABELS if name != "wording"]

    def find_replaced(self, after: Facts, locale: str) -> ContentItem | None:
        """Return the level that a new entry replaces."""
        return find_level_in_force(after["scope"], locale)

    def describe(self, before: Facts | None, after: Facts | None) -> list[Sentence]:
        """Return which facts differ."""
        sentences = [Sentence(label, _show(name, before), _show(name, after)) for name, label in LABELS.items()]
        return [sentence for sentence in sentences if sentence.before != sentence.after]

    def warn(self, before: Facts | None, after: Facts | None) -> list[str]:
        """Warn of a jump of two levels or more, and of what readers have once a level is withdrawn."""
        if before is not None and (after is None or after["scope"] != before["scope"]):
            return [f"After this, the newest earlier level of {ThreatScope(before['scope']).label} applies."]
        if before is None or after is None or abs(_number(after) - _number(before)) < BIG_JUMP:
            return []
        return [f"The level jumps from {before['level']} to {after['level']}."]

    def is_stricter(self, before: Facts | None, after: Facts | None) -> bool:
        """Whether the level is not lower, in the same scope."""
        return after is not None and (
            before is None or (before["scope"] == after["scope"] and _number(after) >= _number(before))
        )


def find_level_in_force(scope: str, locale: str) -> ContentItem | None:
    """Return the level that readers see for a scope."""
    rows = ContentItem.objects.live().of_kind(Kind.THREAT_LEVEL).in_locale(locale).with_term("scope", scope)
    in_force = rows.filter(effective_at__lte=database_now()).select_related("edition")
    return in_force.order_by("-effective_at", "id").first()


def _number(facts: Facts) -> int:
    return ThreatLevelValue(facts["level"]).number


def _show(name: str, facts: Facts | None) -> str:
    if facts is None:
        return "—"
    value: Any = facts[name]
    if name == "scope":
        return str(ThreatScope(value).label)
    if name == "effective_at":
        return f"{timezone.localtime(datetime.fromisoformat(value)):%d %B %Y at %H:%M}"
    return str(value)
