"""Wagtail notes who has a page open, to warn others. Where the disk is full it cannot, and the page opens without."""

from typing import Any

from django.db import DatabaseError, transaction
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.pages.edit import EditView

from cms.editing.atomic_requests import is_disk_full
from cms.staff.wagtail_patches import patch


def sessions_if_room(original: Any, view: Any) -> Any:
    """Return who has it open; None when there is no room to note that this editor has."""
    try:
        with transaction.atomic():
            return original(view)
    except DatabaseError as error:
        if not is_disk_full(error):
            raise
        return None


def patch_editing_sessions() -> None:
    """Wrap the views of pages and of snippets."""
    patch(EditView, "get_editing_sessions", sessions_if_room)
    patch(CreateEditViewOptionalFeaturesMixin, "get_editing_sessions", sessions_if_room)
