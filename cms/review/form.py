"""The form of an attestation."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

USUAL_INTERVAL = timedelta(days=182)


class AttestationForm(forms.Form):
    """When the page is to be reviewed next, and a note for colleagues."""

    next_review = forms.DateField(widget=AdminDateInput, help_text="When it is to be reviewed again.")
    note = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you checked it against. Colleagues see it in the page's history; readers do not.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_review"].initial = timezone.localdate() + USUAL_INTERVAL

    def clean_next_review(self) -> Any:
        """Check that the date is still to come."""
        day = self.cleaned_data["next_review"]
        if day <= timezone.localdate():
            raise ValidationError("Choose a day that is still to come.")
        return day
