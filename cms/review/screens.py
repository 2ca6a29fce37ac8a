"""The screen on which a page is attested, and the buttons that lead to it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from cms.review.attesting import attest, can_attest
from cms.review.form import AttestationForm
from cms.review.models import Attestation
from publishing.models import Actor
from publishing.models.actors import ERASED

LABEL = "Reviewed, still right"


class ReviewForm(AttestationForm):
    """The form for one page: it offers the page's other languages."""

    languages = forms.ModelMultipleChoiceField(
        queryset=Page.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Other languages",
        help_text="Tick the languages that you have reviewed as well.",
    )

    def __init__(self, *args: Any, translations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.queryset = Page.objects.filter(pk__in=[page.pk for page in translations]).select_related("locale")
        field.label_from_instance = lambda page: page.locale.get_display_name()
        if not translations:
            del self.fields["languages"]


class ReviewView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Attests a page. The staff middleware has already responded 404 for pages that the user may not see."""

    form_class = ReviewForm
    template_name = "cms/review/review.html"
    page_title = LABEL
    header_icon = "check"

    @cached_property
    def page(self) -> Any:
        """Return what is published of the page."""
        return get_object_or_404(Page, pk=self.kwargs["page_id"], depth__gt=1).specific

    @cached_property
    def translations(self) -> list[Any]:
        """Return the page's translations that the user may attest."""
        others = self.page.get_translations().select_related("locale").order_by("locale__pk").specific()
        return [page for page in others if can_attest(page, self.request.user)]

    def get_page_subtitle(self) -> str:
        """Return the title of the page."""
        return str(self.page.get_admin_display_title())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the other languages."""
        return {**super().get_form_kwargs(), "translations": self.translations}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page, its dates and its attestations."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        attestations = Attestation.objects.filter(page=self.page.pk)[:20]
        names = Actor.names([one.actor for one in attestations])
        own = {"subject": self.page, "can_attest": can_attest(self.page, self.request.user)}
        return context | own | {"attestations": [(one, names.get(one.actor, ERASED)) for one in attestations]}

    def form_valid(self, form: Any) -> HttpResponse:
        """Attest the page, and the languages that were ticked."""
        chosen = form.cleaned_data.get("languages", ())
        for page in [self.page, *chosen]:
            attest(page, self.request.user, form.cleaned_data["next_review"], form.cleaned_data["note"])
        messages.success(self.request, f"“{self.get_page_subtitle()}” is now shown as reviewed today.")
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class AttestationFormatter(LogFormatter):
    """Says in a page's history that it was attested."""

    label = LABEL

    def format_message(self, log_entry: Any) -> str:
        """Return the note and the next date."""
        note = f": {log_entry.data['note']}" if log_entry.data.get("note") else ""
        return f"Reviewed, still right{note} (next review {log_entry.data['next_review']})"


def review_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Yield the button of a page's menus, for those who may attest it."""
    specific = page.specific
    if hasattr(specific, "reviewed_at") and can_attest(specific, user):
        yield Button(LABEL, reverse("cms_review", args=[page.pk]), icon_name="check", priority=12)
