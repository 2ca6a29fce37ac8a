"""The button in the preview panel that shows a draft in a partner's front end."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from wagtail.admin.views.pages.preview import PreviewOnEditView

from cms.editing.partner_previews import ENDED, preview_at_partner
from cms.editing.preview import allow_framing, describe_error
from publishing.previews.sites import find_site


class PreviewAtPartner(PreviewOnEditView):
    """Stores the draft that the preview panel shows, and redirects to the front end."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Store the draft as the editor's form has it, unsaved changes included."""
        data = self._get_form_data(self._get_form_state())
        if data:
            form = self.get_form(data)
            if not self.validate_form(form):
                return self._refuse("Correct the errors in the form first.")
            form.save(commit=False)
        site = find_site(kwargs["key"])
        if site is None:
            return self._refuse(ENDED)
        try:
            return HttpResponseRedirect(preview_at_partner(self.object, site, request.user))
        except (ValueError, ValidationError) as error:
            return self._refuse(describe_error(error))

    def _refuse(self, problem: str) -> HttpResponseBase:
        context = {"page": self.object, "problem": problem}
        return allow_framing(partial(render, template_name="cms/preview_at_partner.html", context=context))(
            self.request
        )
