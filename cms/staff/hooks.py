"""Wagtail hooks that limit lists to what the user may see. Imported by cms/wagtail_hooks.py."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem

from cms.staff.dashboard_panels import PANELS, StaffPagesSummary
from cms.staff.files import visible_files
from cms.staff.visibility import sees_everything, visible_pages


@hooks.register("construct_page_chooser_queryset")
def limit_page_chooser(pages: QuerySet[Any], request: HttpRequest) -> Any:
    """Limit page choosers and their search."""
    if sees_everything(request.user):
        return pages
    return pages.filter(pk__in=visible_pages(request.user).values_list("pk", flat=True))


@hooks.register("construct_explorer_page_queryset")
def limit_explorer(parent_page: Any, pages: QuerySet[Any], request: HttpRequest) -> Any:
    """Limit the explorer."""
    return limit_page_chooser(pages, request)


@hooks.register("construct_image_chooser_queryset")
@hooks.register("construct_document_chooser_queryset")
def limit_file_choosers(files: QuerySet[Any], request: HttpRequest) -> Any:
    """Limit choosers of images and documents."""
    if sees_everything(request.user):
        return files
    return files.filter(pk__in=visible_files(request.user, files.model).values_list("pk", flat=True))


@hooks.register("construct_homepage_panels")
def replace_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Replace Wagtail's panels by ours."""
    panels[:] = [PANELS[type(panel)]() if type(panel) in PANELS else panel for panel in panels]


@hooks.register("construct_homepage_summary_items")
def replace_pages_summary(request: HttpRequest, items: list[Any]) -> None:
    """Count only pages that the user may see."""
    items[:] = [StaffPagesSummary(request) if type(item) is PagesSummaryItem else item for item in items]
