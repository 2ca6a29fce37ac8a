"""The panel in which an editor sees what a query would show before anything is saved."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic.mixins import PanelMixin

from search.base.requests import SearchError
from search.models import BestBet, SynonymSet
from search.models.vocabulary import split_lines
from search.retrieval.vocabulary_preview import compare_results

BUTTON, QUERY = "preview", "preview_query"


class PreviewedForm(PanelMixin):
    """For a create or edit view: the preview's button sends the whole form, and nothing is saved.

    The answer is the same page with the panel filled; without scripts, too.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Check the form and show it again, or save it."""
        if BUTTON not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object: Any = self.get_object() if "pk" in kwargs else None
        self.form = self.get_form()
        self.error_message = "Mend what is marked below; then the preview can be shown."
        if not self.is_valid(self.form):
            return self.form_invalid(self.form)
        return self.render_to_response(self.get_context_data())


class PreviewPanel(Panel):
    """A query's first ten of now, beside those with the form's values."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one form."""

        template_name = "search/admin/vocabulary_preview.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Ask, where the button was pressed and the form is right."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            given = self.request.POST.get(QUERY, "").strip()
            context |= {"query": given, "offered": offered(self.instance), "button": BUTTON, "query_name": QUERY}
            if BUTTON not in self.request.POST or not self.form.is_valid():
                return context
            try:
                return context | {"comparison": compare_results(self.instance, given or offered(self.instance)[0])}
            except SearchError as error:
                return context | {"refusal": str(error)}


def offered(entry: SynonymSet | BestBet) -> tuple[str, ...]:
    """Return the queries that the entry itself is about."""
    return split_lines(entry.terms if isinstance(entry, SynonymSet) else entry.queries)
