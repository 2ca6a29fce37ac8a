"""Where Wagtail offers to narrow what it lists. Imported by cms/wagtail_hooks.py."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem

from cms.staff.dashboard_panels import PANELS, StaffPagesSummary
from cms.staff.files import visible_files
from cms.staff.visibility import sees_everything, visible_pages


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages: QuerySet[Any], request: HttpRequest) -> Any:
    """Narrow page choosers, and their search."""
    if sees_everything(request.user):
        return pages
    return pages.filter(pk__in=visible_pages(request.user).values_list("pk", flat=True))


@hooks.register("construct_explorer_page_queryset")
def explore_visible_pages(parent_page: Any, pages: QuerySet[Any], request: HttpRequest) -> Any:
    """Narrow the explorer."""
    return choose_among_visible_pages(pages, request)


@hooks.register("construct_image_chooser_queryset")
@hooks.register("construct_document_chooser_queryset")
def choose_among_visible_files(files: QuerySet[Any], request: HttpRequest) -> Any:
    """Narrow choosers of images and documents."""
    if sees_everything(request.user):
        return files
    return files.filter(pk__in=visible_files(request.user, files.model).values_list("pk", flat=True))


@hooks.register("construct_homepage_panels")
def show_visible_pages(request: HttpRequest, panels: list[Any]) -> None:
    """Put our panels in the place of Wagtail's."""
    panels[:] = [PANELS[type(panel)]() if type(panel) in PANELS else panel for panel in panels]


@hooks.register("construct_homepage_summary_items")
def count_visible_pages(request: HttpRequest, items: list[Any]) -> None:
    """Count what the user may see."""
    items[:] = [StaffPagesSummary(request) if type(item) is PagesSummaryItem else item for item in items]
