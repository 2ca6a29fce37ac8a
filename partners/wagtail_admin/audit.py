"""Records changes of partners and keys in Wagtail's log, and so in their history."""

from typing import Any

from django.utils import timezone
from wagtail.admin.views.generic import EditView
from wagtail.log_actions import LogFormatter, log

from partners.models import ApiKey, Partner, RegisteredOperation, Scope
from partners.tokens import MARKER
from publishing.access.audiences import Audience
from publishing.kinds import Kind

Description = dict[str, str]


def describe(entry: ApiKey | Partner) -> Description:
    """Describe a partner or key as text, never including a key's text."""
    if isinstance(entry, Partner):
        return {
            "name": entry.name,
            "contact": entry.contact,
            "websites with cards": ", ".join(entry.embed_origins.splitlines()),
            "active": "yes" if entry.active else "no",
        }
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


def record(
    entry: ApiKey | Partner, action: str, user: Any, before: Description | None = None, by: ApiKey | None = None
) -> None:
    """Write a log entry: one of ACTIONS, with the changes, and the key that made them through the API."""
    before, after = before or {}, describe(entry)
    changes = [[name, before.get(name, ""), value] for name, value in after.items() if before.get(name, "") != value]
    log(entry, action, user=user, content_changed=bool(changes), data={"changes": changes, **_describe_key(by)})


def record_operation(operation: RegisteredOperation, action: str, user: Any, by: ApiKey | None = None) -> None:
    """Write a log entry of a registered operation, with the key that changed it through the API."""
    log(operation, action, user=user, data={"sha256": operation.sha256, **_describe_key(by)})


def _describe_key(by: ApiKey | None) -> Description:
    return {"by": f"{MARKER}{by.prefix}"} if by else {}


class ChangeLogFormatter(LogFormatter):
    """Formats an action and its changes as text."""

    def format_message(self, log_entry: Any) -> str:
        """Return the label and each change."""
        changes = "; ".join(_describe_change(*change) for change in log_entry.data.get("changes", []))
        by = f" (by the key {log_entry.data['by']})" if "by" in log_entry.data else ""
        return f"{self.label}{by}: {changes}" if changes else f"{self.label}{by}"


def _build_formatter(label: str) -> type[ChangeLogFormatter]:
    return type(label, (ChangeLogFormatter,), {"label": label})


CREATED, EDITED = "partners.create", "partners.edit"
KEY_MADE, KEY_REPLACED, KEY_REVOKED = "partners.key_made", "partners.key_replaced", "partners.key_revoked"
KEY_REISSUED = "partners.key_reissued"
OPERATION_REGISTERED, OPERATION_RETIRED = "graphql_api.register", "graphql_api.retire"
ACTIONS = {
    CREATED: _build_formatter("Partner created"),
    EDITED: _build_formatter("Changed"),
    KEY_MADE: _build_formatter("Key created"),
    KEY_REPLACED: _build_formatter("Key replaced; it expires soon"),
    KEY_REISSUED: _build_formatter("Key given a new text; it was never used"),
    KEY_REVOKED: _build_formatter("Key revoked"),
    OPERATION_REGISTERED: _build_formatter("Operation registered"),
    OPERATION_RETIRED: _build_formatter("Operation retired"),
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
