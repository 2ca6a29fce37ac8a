"""What the editor of a page saw of who may read it, where and until when: an old form never changes that unseen.

Another editor may have changed it since, or the publication of another language may have narrowed it
(cms.lifecycle.translations), and a form posts every field, those that its editor left alone too.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from cms.lifecycle.stale_copies import EDITED_FIELDS

FACTS = (*EDITED_FIELDS, "named_projects")
CHANGED = "Changed to what you see here after you opened the page. Yours was {yours}. Check it, then save again."


class OpenedValuesField(forms.JSONField):
    """Carries a mark of each value that the editor was shown. It is no content of theirs."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Nothing was changed by the editor."""
        return False


class DetectsEditConflicts:
    """For page forms: refuses, once, to write over what was changed since it was opened. To save again is to mean it.

    The form comes back with these fields as they are now, and all the others as they were typed.
    """

    add_error: Any
    add_prefix: Any
    data: Any
    fields: dict[str, Any]
    instance: Any
    subscription: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = self._values()
        marks = _marks(self._now) if self.instance.pk else {}
        self.fields["opened_values"] = OpenedValuesField(required=False, initial=marks)

    def clean(self) -> Any:
        """Check that what this form would change is as its editor saw it."""
        cleaned: Any = super().clean()  # type: ignore[misc]
        opened = cleaned.pop("opened_values", None)
        # Previews have no subscription: they change nothing. Reverting to an older revision means its values.
        is_for_now = self.subscription and not self.data.get("revision")
        if self.instance.pk and is_for_now and isinstance(opened, dict):
            changed = [name for name, mark in _marks(self._now).items() if opened.get(name, mark) != mark]
            self._refuse([name for name in changed if name in cleaned and _plain(cleaned[name]) != self._now[name]])
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Return what autosave changes in the open form: its editor has seen what they saved themselves."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()  # type: ignore[misc]
        return [*updates, (self.add_prefix("opened_values"), json.dumps(_marks(self._values())))]

    def _values(self) -> dict[str, Any]:
        names = [name for name in FACTS if name in self.fields]
        return {name: _plain(self.instance._meta.get_field(name).value_from_object(self.instance)) for name in names}

    def _refuse(self, names: list[str]) -> None:
        if not names:
            return
        data = self.data.copy()
        data[self.add_prefix("opened_values")] = json.dumps(_marks(self._now))
        for name in names:
            yours = _shown(self.fields[name], data.getlist(self.add_prefix(name)))
            data.setlist(self.add_prefix(name), _as_posted(self.fields[name], self._now[name]))
            self.add_error(name, CHANGED.format(yours=yours))
        self.data = data


def _plain(value: Any) -> Any:
    """Return a value as it can be compared: of related objects, their keys."""
    if isinstance(value, str | int) or not hasattr(value, "__iter__"):
        return value
    return sorted(each.pk if isinstance(each, Model) else each for each in value)


def _marks(values: dict[str, Any]) -> dict[str, str]:
    return {name: _mark(json.dumps(value, cls=DjangoJSONEncoder)) for name, value in values.items()}


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _as_posted(field: Any, value: Any) -> list[str]:
    formatted = field.widget.format_value(field.prepare_value(value))
    return formatted if isinstance(formatted, list) else [formatted or ""]


def _shown(field: Any, posted: list[str]) -> str:
    """Return posted values as the editor reads them."""
    names = {str(key): str(name) for key, name in getattr(field, "choices", ())}
    return ", ".join(f"“{names.get(value, value)}”" for value in posted if value) or "empty"
