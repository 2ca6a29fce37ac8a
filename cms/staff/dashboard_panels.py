"""The dashboard's panels and summary, limited to what the current user may see."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page

from cms.staff.visibility import Visibility, visibility_for, visible_pages


def _shows(visibility: Visibility, content: Any) -> bool:
    return not isinstance(content, Page) or not visibility.hides(content)


class StaffRecentEdits(RecentEditsPanel):
    """The user's last edits, if they may still see the pages."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return Wagtail's context without hidden pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        visibility = visibility_for(context["request"].user)
        context["last_edits"] = [(moment, page) for moment, page in context["last_edits"] if _shows(visibility, page)]
        return context


class StaffOwnSubmissions(UserObjectsInWorkflowModerationPanel):
    """The user's submissions that await moderation."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return Wagtail's context without hidden pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        visibility = visibility_for(context["request"].user)
        states = context["workflow_states"]
        context["workflow_states"] = [state for state in states if _shows(visibility, state.content_object)]
        return context


class StaffModeration(WorkflowObjectsToModeratePanel):
    """Submissions that await the user's approval."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return Wagtail's context without hidden pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        visibility = visibility_for(context["request"].user)
        context["states"] = [state for state in context["states"] if _shows(visibility, state["obj"])]
        return context


class StaffLockedPages(LockedPagesPanel):
    """Pages that the user has locked."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return Wagtail's context without hidden pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        seen = visible_pages(context["request"].user).values("pk")
        context["locked_pages"] = context["locked_pages"].filter(pk__in=seen)
        return context


class StaffPagesSummary(PagesSummaryItem):
    """The number of pages that the user may see."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return Wagtail's context with a count of what is visible."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if context["root_page"]:
            context["total_pages"] = visible_pages(self.request.user).filter(depth__gt=1).count()
        return context


PANELS = {
    panel.__mro__[1]: panel for panel in (StaffRecentEdits, StaffOwnSubmissions, StaffModeration, StaffLockedPages)
}
"""Maps Wagtail's panels to ours."""
