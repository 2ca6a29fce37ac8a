"""The forms of keys."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from partners.issuing import GRANT_PERMISSION, LIFETIME, MAX_OVERLAP_DAYS, OVERLAP
from partners.models import Scope
from publishing.kinds import Kind


class KeyForm(WagtailAdminModelForm):
    """The access of a key. Users who may not grant audiences do not see that field."""

    kinds = forms.MultipleChoiceField(
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may query; responses, searches and links contain nothing else. None chosen: all kinds.",
    )

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may change through the API. None chosen: nothing.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and not self.for_user.has_perm(GRANT_PERMISSION):
            del self.fields["audience"]
        if self.instance.pk is None:
            self.initial.setdefault("expires_at", timezone.now() + LIFETIME)
        else:
            self.fields["partner"].disabled = True  # a key never changes hands

    def clean_expires_at(self) -> Any:
        """Reject an expiry in the past, unless it is unchanged."""
        expires_at = self.cleaned_data["expires_at"]
        if expires_at and "expires_at" in self.changed_data and expires_at <= timezone.now():
            raise forms.ValidationError("This has passed. To end a key now, revoke it.")
        return expires_at


key_form = ObjectList(
    [
        MultiFieldPanel([FieldPanel("partner"), FieldPanel("label")], heading="Whose, and what for"),
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("kinds")], heading="What it may read"),
        FieldPanel("scopes"),
        FieldPanel("origins"),
        FieldPanel("preview_url"),
        FieldPanel("expires_at"),
        FieldRowPanel([FieldPanel("points_per_minute"), FieldPanel("burst")], heading="Budget"),
    ],
    base_form_class=KeyForm,
)


class ReplaceForm(forms.Form):
    """How long a replaced key continues to work."""

    days = forms.IntegerField(
        label="Days that the old key still works",
        min_value=0,
        max_value=MAX_OVERLAP_DAYS,
        initial=OVERLAP.days,
        help_text="Time for the partner to install the new key on all servers and apps. 0: it expires immediately.",
    )
