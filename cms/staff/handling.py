"""Keeping PageHandling right: whenever a page's row or its newest revision is written."""

from typing import Any

from wagtail.models import Page, Revision

from cms.staff.models import PageHandling, level_of


def record_handling(page: Any) -> int:
    """Record and return the strictest handling among a page's row and its latest draft."""
    row = type(page).objects.filter(pk=page.pk).values_list("audience", "marking").first()
    latest = Page.objects.filter(pk=page.pk).values_list("latest_revision__content", flat=True).first()
    return _record(page.pk, row, latest)


def record_draft_handling(revision: Revision) -> int | None:
    """Record and return the handling that a new or rewritten draft brings with it; None for other pages."""
    page = Page.objects.filter(pk=revision.object_id).only("pk", "content_type", "latest_revision").first()
    if page is None or page.specific_class is None or not hasattr(page.specific_class, "marking"):
        return None
    newest = page.latest_revision_id is None or revision.pk >= page.latest_revision_id
    content = revision.content if newest else page.latest_revision.content
    row = page.specific_class.objects.filter(pk=page.pk).values_list("audience", "marking").first()
    return _record(page.pk, row, content)


def _record(pk: int, row: Any, draft: Any) -> int:
    levels = [level_of(*row)] if row else []
    if draft and "marking" in draft:
        levels.append(level_of(draft.get("audience"), draft["marking"]))
    level = max(levels, default=level_of(None, None))
    PageHandling.objects.update_or_create(page_id=pk, defaults={"level": level})
    return level
