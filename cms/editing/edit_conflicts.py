"""Detects edit conflicts in the handling, address and dates of a page: a stale form never overwrites them silently.

Another editor may have changed them since the form was opened, the publication of another language may have narrowed
them (cms.lifecycle.translations), or an attestation may have set the next review (cms.review), and a form submits every
field, including those that its editor did not touch.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from cms.lifecycle.stale_instances import EDITED_FIELDS

CHECKED_FIELDS = (*EDITED_FIELDS, "named_projects", "review_date")
CHANGED = "This value has changed since you opened the page. Yours was {yours}. Check it, then save again."


class OpenedValuesField(forms.JSONField):
    """A hidden field with a hash of each value that the editor was shown."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: editors cannot change it."""
        return False


class DetectsEditConflicts:
    """For page forms: rejects, once, a save that would overwrite changes made since the form was opened.

    The form is shown again with the current values of these fields, and everything else as typed. Saving again confirms
    it.
    """

    add_error: Any
    add_prefix: Any
    data: Any
    fields: dict[str, Any]
    instance: Any
    subscription: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._current = self._get_values()
        hashes = _hash_values(self._current) if self.instance.pk else {}
        self.fields["opened_values"] = OpenedValuesField(required=False, initial=hashes)

    def clean(self) -> Any:
        """Check that the values this form would overwrite are those its editor saw."""
        cleaned: Any = super().clean()  # type: ignore[misc]
        opened = cleaned.pop("opened_values", None)
        # Previews have no subscription: they change nothing. Reverting to an older revision keeps its values.
        is_checked = self.subscription and not self.data.get("revision")
        if self.instance.pk and is_checked and isinstance(opened, dict):
            changed = [name for name, value in _hash_values(self._current).items() if opened.get(name, value) != value]
            self._reject([name for name in changed if name in cleaned and _plain(cleaned[name]) != self._current[name]])
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Return what autosave updates in the open form: editors have seen what they saved themselves."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()  # type: ignore[misc]
        return [*updates, (self.add_prefix("opened_values"), json.dumps(_hash_values(self._get_values())))]

    def _get_values(self) -> dict[str, Any]:
        names = [name for name in CHECKED_FIELDS if name in self.fields]
        return {name: _plain(self.instance._meta.get_field(name).value_from_object(self.instance)) for name in names}

    def _reject(self, names: list[str]) -> None:
        if not names:
            return
        data = self.data.copy()
        data[self.add_prefix("opened_values")] = json.dumps(_hash_values(self._current))
        for name in names:
            field: Any = self.fields[name]
            labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
            submitted = [value for value in data.getlist(self.add_prefix(name)) if value]
            yours = ", ".join(f"“{labels.get(value, value)}”" for value in submitted) or "empty"
            formatted = field.widget.format_value(field.prepare_value(self._current[name]))
            data.setlist(self.add_prefix(name), formatted if isinstance(formatted, list) else [formatted or ""])
            self.add_error(name, CHANGED.format(yours=yours))
        self.data = data


def _plain(value: Any) -> Any:
    """Return a value for comparison: the keys of related objects."""
    if isinstance(value, str | int) or not hasattr(value, "__iter__"):
        return value
    return sorted(each.pk if isinstance(each, Model) else each for each in value)


def _hash_values(values: dict[str, Any]) -> dict[str, str]:
    encoded = {name: json.dumps(value, cls=DjangoJSONEncoder).encode() for name, value in values.items()}
    return {name: hashlib.sha256(text).hexdigest()[:12] for name, text in encoded.items()}
