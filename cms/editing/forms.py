"""Edit forms of pages."""

from typing import Any

from django import forms
from django.conf import settings
from wagtail.admin.forms import WagtailAdminPageForm

from cms.blocks.alerts import find_unnamed_parts
from cms.content.countries import country_choices
from cms.content.draft_rules import errors_blocking_draft
from cms.editing.atomic_requests import ShowsRejection
from cms.editing.edit_conflicts import DetectsEditConflicts
from cms.staff.form_choices import VisibleChoices


class HubPageForm(ShowsRejection, DetectsEditConflicts, VisibleChoices, WagtailAdminPageForm):
    """The base of all page forms. A draft may be unfinished."""

    def _clean_fields(self) -> None:
        super()._clean_fields()
        if not self.is_deferred_validation:
            return
        blocking = errors_blocking_draft(self.errors.as_data())
        for name in set(self.errors) - set(blocking):
            if isinstance(self.fields[name], forms.CharField):
                del self._errors[name]
                self.cleaned_data[name] = self[name].data.strip()

    def _post_clean(self) -> None:
        self.instance.is_unfinished = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.is_unfinished = False


class TravelAdviceForm(HubPageForm):
    """Offers countries. Title and slug are derived from the country if they are empty."""

    country = forms.ChoiceField(
        choices=country_choices,
        help_text="Determines the title and address of the page, unless you enter others.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unnamed_parts = find_unnamed_parts(self.instance.alerts)
        for name in ("title", "slug"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> Any:
        """Require a title or a country, even for an unfinished page."""
        cleaned: Any = super().clean()
        if not cleaned.get("title") and not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country", "Choose a country: the page is named after it.")
        if find_unnamed_parts(cleaned.get("alerts") or ()) - self.unnamed_parts:
            self.add_error("alerts", "Name the parts of the country: only imported advice leaves it to its text.")
        return cleaned


class ZCardForm(HubPageForm):
    """Offers languages."""

    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text="The languages in which the card is available.",
    )
