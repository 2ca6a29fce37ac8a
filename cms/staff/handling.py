"""Updates PageHandling whenever a page's row, its latest revision or a scheduled one is written."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page, Revision

from cms.staff.models import PageHandling, get_strictness


def record_handling(page: Any) -> int:
    """Record and return the strictest handling of a page's row, its latest draft and scheduled revisions."""
    row = type(page).objects.filter(pk=page.pk).values_list("audience", "marking", "latest_revision").first()
    *handling, latest = row or (None,)
    return _record(page.pk, handling, latest)


def record_draft_handling(revision: Revision) -> int | None:
    """Record and return the handling after a draft was saved, None for pages without a marking."""
    page = Page.objects.filter(pk=revision.object_id).only("pk", "content_type", "latest_revision").first()
    if page is None or page.specific_class is None or not hasattr(page.specific_class, "marking"):
        return None
    row = page.specific_class.objects.filter(pk=page.pk).values_list("audience", "marking").first()
    return _record(page.pk, row, max(revision.pk, page.latest_revision_id or 0))


def _record(pk: int, row: Any, latest: int | None) -> int:
    levels = [get_strictness(*row)] if row else []
    pending = Q(pk=latest) | Q(approved_go_live_at__isnull=False)
    drafts: Any = Revision.page_revisions.filter(pending, object_id=str(pk)).values_list("content", flat=True)
    levels += [get_strictness(draft.get("audience"), draft["marking"]) for draft in drafts if "marking" in draft]
    level = max(levels, default=get_strictness(None, None))
    # One statement: this happens at each save of a page.
    PageHandling.objects.bulk_create(
        [PageHandling(page_id=pk, level=level)], update_conflicts=True, unique_fields=["page"], update_fields=["level"]
    )
    return level
