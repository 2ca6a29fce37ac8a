"""The form of every snippet: it knows which version of the snippet the editor opened."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from wagtail.admin.forms import WagtailAdminModelForm

from cms.editing.atomic_requests import ShowsRejection

CHANGED = "Another editor has saved this since you opened it. Compare yours with it in another tab, then save again."


class SnippetForm(ShowsRejection, WagtailAdminModelForm):
    """Refuses to write over what the editor has not seen, once: to save again is to mean it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.opened = get_version(self.instance)
            self.fields["opened_version"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.opened
            )

    def clean(self) -> Any:
        """Check that the snippet is as it was when the form was opened."""
        cleaned: Any = super().clean()
        opened = cleaned.pop("opened_version", "")
        changes = set(self.changed_data) - {"opened_version"}
        if opened and opened != self.opened and changes:
            data: Any = self.data.copy()  # type: ignore[has-type]
            data[self.add_prefix("opened_version")] = self.opened
            self.data = data
            raise ValidationError(CHANGED)
        return cleaned


def get_version(snippet: Any) -> str:
    """Return a short name for what a snippet says now."""
    said = json.dumps(model_to_dict(snippet), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
