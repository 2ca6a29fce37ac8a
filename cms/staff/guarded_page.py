"""What the base of all page types says of itself to a member of staff who may see only part of it."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page

from cms.staff.permissions import StaffPagePermissions
from cms.staff.visibility import current_visibility

HIDDEN_PAGE = "A page that you may not see"


class GuardedPage(Page):
    """For page types: permissions follow visibility, and no list can show a title that its reader may not learn of."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        visibility = current_visibility()
        return HIDDEN_PAGE if visibility is not None and visibility.hides(self) else str(super().__str__())

    def permissions_for_user(self, user: Any) -> StaffPagePermissions:
        """Return what the user may do with this page."""
        return StaffPagePermissions(user, self)

    def get_admin_display_title(self) -> str:
        """Return the title in the admin: the draft's for those who may see it, else the one that readers know."""
        visibility = current_visibility()
        if visibility is None or visibility.shows_draft(self):
            return str(super().get_admin_display_title())
        return HIDDEN_PAGE if visibility.hides(self) else str(self.title)

    def get_children_count(self) -> int:
        """Return how many pages below it the member of staff may see."""
        visibility = current_visibility()
        return int(self.numchild) if visibility is None else int(self.numchild) - visibility.hidden_below(self.path)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find no page for an address that is hidden: Wagtail asks when an editor pastes one as a link."""
        visibility = current_visibility()
        if visibility is not None and visibility.hides(self):
            raise Http404
        return super().route(request, path_components)
