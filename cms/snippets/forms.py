"""The form of all snippets: it detects that someone else has saved the snippet since it was opened."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from wagtail.admin.forms import WagtailAdminModelForm

from cms.editing.atomic_requests import ShowsRejection

CHANGED = "Another editor has saved changes since you opened this. Check them in another tab, then save again."


class SnippetForm(ShowsRejection, WagtailAdminModelForm):
    """Rejects, once, a save that would overwrite changes the editor has not seen. Saving again confirms it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            values = json.dumps(model_to_dict(self.instance), cls=DjangoJSONEncoder, sort_keys=True)
            self.current_version = hashlib.sha256(values.encode()).hexdigest()[:16]
            self.fields["opened_version"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.current_version
            )

    def clean(self) -> Any:
        """Check that the snippet has not changed since the form was opened."""
        cleaned: Any = super().clean()
        opened = cleaned.pop("opened_version", "")
        changes = set(self.changed_data) - {"opened_version"}
        if opened and opened != self.current_version and changes:
            data: Any = self.data.copy()  # type: ignore[has-type]
            data[self.add_prefix("opened_version")] = self.current_version
            self.data = data
            raise ValidationError(CHANGED)
        return cleaned
