"""Hides revisions that are handled more strictly than their page is now."""

from typing import Any

from django.urls import ResolverMatch
from wagtail.models import Page, Revision

from cms.staff.models import OPEN_STRICTNESS, get_strictness
from cms.staff.visibility import sees_everything

REVISION_ARGUMENTS = ("revision_id", "revision_id_a", "revision_id_b")
MOST_DIGITS = 18


def includes_hidden_revision(user: Any, match: ResolverMatch) -> bool:
    """Whether the URL of a visible page includes a revision that the user may not see."""
    kwargs = match.kwargs
    keys = [str(kwargs[name]) for name in REVISION_ARGUMENTS if name in kwargs]
    if not keys or sees_everything(user):
        return False
    key = kwargs.get("page_id", kwargs.get("pk") if "wagtailadmin_pages" in match.namespaces else None)
    page = Page.objects.filter(pk=key).exclude(owner=user).first()  # the revisions of snippets are not limited
    if page is None:
        return False
    allowed = max(OPEN_STRICTNESS, page.handling.level)
    revisions: Any = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
    numbers = [int(key) for key in keys if key.isdecimal() and len(key) <= MOST_DIGITS]
    drafts = list(revisions.filter(pk__in=numbers).values_list("content", flat=True))
    if "earliest" in keys:
        drafts += revisions.values_list("content", flat=True)[:1]
    marked = [draft for draft in drafts if "marking" in draft]
    return any(get_strictness(draft.get("audience"), draft["marking"]) > allowed for draft in marked)
