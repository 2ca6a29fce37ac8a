"""The forms of page types whose fields are not what their columns suggest."""

from django import forms
from django.conf import settings
from wagtail.admin.forms import WagtailAdminPageForm

from cms.choices import AlertStatus
from cms.countries import country_choices


class HubPageForm(WagtailAdminPageForm):
    """The base of all page forms."""


class TravelAdviceForm(HubPageForm):
    """Countries and alert statuses to choose from."""

    country = forms.ChoiceField(choices=[("", "---------"), *country_choices()])
    alert_statuses = forms.MultipleChoiceField(
        choices=AlertStatus.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Shown first on the page, in words and as a bar.",
    )


class ZCardForm(HubPageForm):
    """Languages to choose from."""

    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text="The languages the card is to be had in.",
    )
