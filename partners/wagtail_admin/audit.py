"""Records changes of partners and keys in Wagtail's log, and so in their history."""

from typing import Any

from django.utils import timezone
from wagtail.admin.views.generic import EditView
from wagtail.log_actions import LogFormatter, log

from partners.models import ApiKey, Partner, Scope
from publishing.access.audiences import Audience
from publishing.kinds import Kind

Description = dict[str, str]


def describe(entry: ApiKey | Partner) -> Description:
    """Describe a partner or key as text, never including a key's text."""
    if isinstance(entry, Partner):
        return {"name": entry.name, "contact": entry.contact, "active": "yes" if entry.active else "no"}
    return {
        "label": entry.label,
        "audience": str(Audience(entry.audience).label),
        "kinds": ", ".join(str(Kind(kind).label) for kind in entry.kinds) or "all",
        "scopes": ", ".join(str(Scope(scope).label) for scope in entry.scopes) or "none",
        "origins": ", ".join(entry.origins.splitlines()),
        "preview URL": entry.preview_url,
        "expires": f"{timezone.localtime(entry.expires_at):%d %B %Y, %H:%M}" if entry.expires_at else "never",
        "points per minute": str(entry.points_per_minute or ""),
        "points at once": str(entry.burst or ""),
    }


def record(entry: ApiKey | Partner, action: str, user: Any, before: Description | None = None) -> None:
    """Write a log entry: one of ACTIONS, with the changes."""
    before, after = before or {}, describe(entry)
    changes = [[name, before.get(name, ""), value] for name, value in after.items() if before.get(name, "") != value]
    log(entry, action, user=user, content_changed=bool(changes), data={"changes": changes})


class ChangeLogFormatter(LogFormatter):
    """Formats an action and its changes as text."""

    def format_message(self, log_entry: Any) -> str:
        """Return the label and each change."""
        changes = "; ".join(_describe_change(*change) for change in log_entry.data.get("changes", []))
        return f"{self.label}: {changes}" if changes else self.label


def _build_formatter(label: str) -> type[ChangeLogFormatter]:
    return type(label, (ChangeLogFormatter,), {"label": label})


CREATED, EDITED = "partners.create", "partners.edit"
KEY_MADE, KEY_REPLACED, KEY_REVOKED = "partners.key_made", "partners.key_replaced", "partners.key_revoked"
ACTIONS = {
    CREATED: _build_formatter("Partner created"),
    EDITED: _build_formatter("Changed"),
    KEY_MADE: _build_formatter("Key created"),
    KEY_REPLACED: _build_formatter("Key replaced; it expires soon"),
    KEY_REVOKED: _build_formatter("Key revoked"),
}


class AuditedEditView(EditView):
    """Edits a partner or a key, and logs the changes."""

    def save_instance(self) -> ApiKey | Partner:
        """Save and log."""
        before = describe(self.model._default_manager.get(pk=self.object.pk))
        entry: ApiKey | Partner = self.form.save()
        record(entry, EDITED, self.request.user, before)
        return entry


def _describe_change(name: str, before: str, after: str) -> str:
    if before and after:
        return f"{name} from “{before}” to “{after}”"
    return f"{name} “{after}”" if after else f"{name} no longer “{before}”"
