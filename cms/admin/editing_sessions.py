"""Opens pages for editing even if the disk is full, without recording who else is editing them."""

from typing import Any

from django.db import DatabaseError, transaction
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.pages.edit import EditView

from cms.editing.atomic_requests import is_disk_full
from cms.staff.wagtail_patches import patch


def get_sessions_or_none(original: Any, view: Any) -> Any:
    """Return the editing sessions, None if there is no disk space to record this one."""
    try:
        with transaction.atomic():
            return original(view)
    except DatabaseError as error:
        if not is_disk_full(error):
            raise
        return None


def patch_editing_sessions() -> None:
    """Patch the views of pages and snippets."""
    patch(EditView, "get_editing_sessions", get_sessions_or_none)
    patch(CreateEditViewOptionalFeaturesMixin, "get_editing_sessions", get_sessions_or_none)
