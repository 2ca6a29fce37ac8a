"""A panel that shows an editor the results of a query before saving."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic.mixins import PanelMixin

from search.base.requests import SearchError
from search.models import SynonymSet
from search.models.vocabulary import split_lines
from search.retrieval.vocabulary_preview import compare_results

BUTTON, QUERY = "preview", "preview_query"


class PreviewedForm(PanelMixin):
    """Mixin for create and edit views: the preview button submits the whole form without saving it.

    The response is the same page with the results in the panel, so it also works without scripts.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Validate the form and show it again, or save it."""
        if BUTTON not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object: Any = self.get_object() if "pk" in kwargs else None
        self.form = self.get_form()
        self.error_message = "Correct the errors below to see the preview."
        if not self.is_valid(self.form):
            return self.form_invalid(self.form)
        return self.render_to_response(self.get_context_data())


class PreviewPanel(Panel):
    """The first ten results of a query now, beside those with the form's values."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one form."""

        template_name = "search/admin/vocabulary_preview.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Run the query if the button was pressed and the form is valid."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            text, entry = self.request.POST.get(QUERY, "").strip(), self.instance
            suggestions = split_lines(entry.terms if isinstance(entry, SynonymSet) else entry.queries)
            context |= {
                "query": text,
                "suggestions": suggestions,
                "button": BUTTON,
                "query_name": QUERY,
            }
            if BUTTON not in self.request.POST or not self.form.is_valid():
                return context
            try:
                return context | {"comparison": compare_results(entry, text or suggestions[0])}
            except SearchError as error:
                return context | {"error": str(error)}
