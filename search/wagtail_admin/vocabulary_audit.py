"""Logs changes of synonyms and best bets in Wagtail's log, and so in each entry's history."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.log_actions import LogFormatter, log

from search.models import BestBet, SynonymSet
from search.models.vocabulary import split_lines
from search.wagtail_admin.vocabulary_items import page_titles

FIELDS = ("terms", "meanings", "capitals", "queries", "within", "starts_at", "ends_at", "active", "locale", "note")
LISTS = ("terms", "meanings", "queries")
MAX_LENGTH = 500

Values = dict[str, str]


def describe_entry(entry: SynonymSet | BestBet) -> Values:
    """Return an entry's values by the labels of its fields."""
    labels = {field.name: str(field.verbose_name) for field in entry._meta.fields}
    values = {labels[name]: _format_value(entry, name) for name in FIELDS if name in labels}
    return {**values, "pages": page_titles([entry])[entry.pk]} if isinstance(entry, BestBet) else values


def record(entry: SynonymSet | BestBet, action: str, user: Any, before: Values, after: Values) -> None:
    """Log one of ACTIONS with its changes."""
    changes = [
        [label, before.get(label, ""), after.get(label, "")]
        for label in {**before, **after}
        if before.get(label, "") != after.get(label, "")
    ]
    deleted = action == DELETED
    log(entry, action, user=user, content_changed=bool(changes), deleted=deleted, data={"changes": changes})


def _format_value(entry: Any, name: str) -> str:
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
    """Describes the changes of an entry."""

    verb = ""

    def format_message(self, log_entry: Any) -> str:
        """Return the verb and the changes."""
        changes = "; ".join(_describe_change(*change) for change in log_entry.data.get("changes", []))
        return f"{self.verb}: {changes}" if changes else self.verb


class Created(Changed):
    """A new entry."""

    label, verb = "Create", "Created"


class Edited(Changed):
    """An edited entry."""

    label, verb = "Edit", "Edited"


class Deleted(Changed):
    """A deleted entry."""

    label, verb = "Delete", "Deleted"


CREATED, EDITED, DELETED = "search.create", "search.edit", "search.delete"
ACTIONS = {CREATED: Created, EDITED: Edited, DELETED: Deleted}


def _describe_change(label: str, before: str, after: str) -> str:
    old, new = (f"“{text[:MAX_LENGTH]}”" if text else "" for text in (before, after))
    if old and new:
        return f"{label} from {old} to {new}"
    return f"{label} {new}" if new else f"{label} no longer {old}"
