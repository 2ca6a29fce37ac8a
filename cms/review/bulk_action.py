"""Attests many pages at once."""

from typing import Any

from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from cms.editing.page_by_page import PageByPage
from cms.review.attesting import attest, can_attest
from cms.review.form import AttestationForm


class Attest(PageByPage, PageBulkAction):
    """Attest each page."""

    display_name = "Reviewed, still right"
    action_type = "attest"
    aria_label = "Say that the selected pages were reviewed and are still right"
    template_name = "cms/review/confirm_bulk_attest.html"
    action_priority = 45
    form_class = AttestationForm

    def check_perm(self, page: Any) -> bool:
        """Whether the user may attest the page."""
        specific = page.specific
        return hasattr(specific, "reviewed_at") and can_attest(specific, self.request.user)

    def get_execution_context(self) -> dict[str, Any]:
        """Add what the form says."""
        return {**super().get_execution_context(), **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: list[Any], user: Any = None, **fields: Any) -> tuple[int, int]:
        """Attest the page; there is none if another editor has just deleted it."""
        for page in objects:
            attest(page, user, fields["next_review"], fields["note"])
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many there were."""
        pages = "1 page is" if num_parent_objects == 1 else f"{num_parent_objects} pages are"
        return f"{pages} now shown as reviewed today"
