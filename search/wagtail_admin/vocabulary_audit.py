"""Who changed synonyms and best bets, when, and what: in Wagtail's log, and so in each entry's history."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.log_actions import LogFormatter, log

from search.models import BestBet, SynonymSet
from search.models.vocabulary import split_lines
from search.wagtail_admin.vocabulary_items import titles_of

FIELDS = ("terms", "meanings", "capitals", "queries", "within", "starts_at", "ends_at", "active", "locale", "note")
LISTS = ("terms", "meanings", "queries")
LONGEST = 500

Facts = dict[str, str]


def facts_of(entry: SynonymSet | BestBet) -> Facts:
    """Return what is said of an entry, by the names of the form's fields."""
    labels = {field.name: str(field.verbose_name) for field in entry._meta.fields}
    facts = {labels[name]: _said(entry, name) for name in FIELDS if name in labels}
    return {**facts, "pages": titles_of([entry])[entry.pk]} if isinstance(entry, BestBet) else facts


def record(entry: SynonymSet | BestBet, action: str, user: Any, before: Facts, after: Facts) -> None:
    """Write one line of the log: one of ACTIONS, with what it changed."""
    changes = [
        [label, before.get(label, ""), after.get(label, "")]
        for label in {**before, **after}
        if before.get(label, "") != after.get(label, "")
    ]
    deleted = action == DELETED
    log(entry, action, user=user, content_changed=bool(changes), deleted=deleted, data={"changes": changes})


def _said(entry: Any, name: str) -> str:
    if name in LISTS:
        return ", ".join(split_lines(getattr(entry, name)))
    if display := getattr(entry, f"get_{name}_display", None):
        return str(display())
    value = getattr(entry, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d %B %Y, %H:%M}"
    return str(value or "")


class Changed(LogFormatter):
    """Says in words what changed."""

    verb = ""

    def format_message(self, log_entry: Any) -> str:
        """Return the verb and each change."""
        changes = "; ".join(_in_words(*change) for change in log_entry.data.get("changes", []))
        return f"{self.verb}: {changes}" if changes else self.verb


class Created(Changed):
    """The first state."""

    label, verb = "Create", "Created"


class Edited(Changed):
    """A later state."""

    label, verb = "Edit", "Edited"


class Deleted(Changed):
    """What there was last."""

    label, verb = "Delete", "Deleted"


CREATED, EDITED, DELETED = "search.create", "search.edit", "search.delete"
ACTIONS = {CREATED: Created, EDITED: Edited, DELETED: Deleted}


def _in_words(label: str, before: str, after: str) -> str:
    old, new = (f"“{text[:LONGEST]}”" if text else "" for text in (before, after))
    if old and new:
        return f"{label} from {old} to {new}"
    return f"{label} {new}" if new else f"{label} no longer {old}"
