"""Which pages staff may see: the rule of access_rule.py as SQL, with its results cached during a request."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from wagtail.models import Page

from cms.staff.access_rule import OPEN, StaffMember, covered_paths
from cms.staff.models import OPEN_STRICTNESS, READ_CONFIDENTIAL, RED_STRICTNESS, PageHandling
from publishing.access.audiences import Marking
from publishing.models import ContentItem, Entitlement
from publishing.models.access import ITEM_COLUMNS, as_q

_ITS_ITEM = {"content_id": OuterRef("translation_key"), "locale": OuterRef("locale__language_code")}
_LEVEL = Case(When(marking=Marking.RED, then=Value(RED_STRICTNESS)), default=F("audience"), output_field=IntegerField())
"""The strictness of a published item, whose audience is never wider than its marking allows.

Kept flat: the rule is nested in queries of files, and SQLite's parser has a stack depth of 100."""


def sees_everything(user: Any) -> bool:
    """Whether no page and no file is hidden from a user."""
    return bool(user.is_active and user.has_perm(READ_CONFIDENTIAL))


def visible_pages(user: Any) -> QuerySet[Page]:
    """Return the pages whose titles and files a member of staff may see: `may_see` of access_rule.py, as SQL."""
    staff = StaffMember.from_user(user)
    pages: QuerySet[Page] = Page.objects.all()
    if staff.reads_confidential:
        return pages
    if not staff.is_active:
        return pages.filter(pk__in=())
    root = Q(depth=1)  # not really a page
    return pages.filter(root | Q(owner_id=staff.key) | _in_their_sections(staff) | _readable_on_website(staff))


def _in_their_sections(staff: StaffMember) -> Q:
    covered = Q(pk__in=())
    for path in staff.covered:
        covered |= Q(path__startswith=path)
    return (
        covered
        & Exists(PageHandling.objects.filter(page=OuterRef("pk"), level__lte=OPEN_STRICTNESS))
        & ~Exists(ContentItem.objects.filter(~as_q(OPEN, ITEM_COLUMNS), **_ITS_ITEM, gone=""))
    )


def _readable_on_website(staff: StaffMember) -> Q:
    """Select live pages that they may read on the website, unless drafts are handled more strictly."""
    readable = ContentItem.objects.visible_to(staff.viewer).filter(**_ITS_ITEM).annotate(level=_LEVEL)
    handled = PageHandling.objects.filter(page=OuterRef(OuterRef("pk")), level__lte=OuterRef("level"))
    return Q(live=True) & Q(Exists(readable.filter(Exists(handled))))


def visible_items(user: Any) -> QuerySet[ContentItem]:
    """Return the items whose titles a member of staff may know: those of visible pages, and what they may read."""
    if sees_everything(user):
        return ContentItem.objects.all()
    page = {"translation_key": OuterRef("content_id"), "locale__language_code": OuterRef("locale")}
    readable = ContentItem.objects.visible_to(Entitlement.get_viewer(user)).values("pk")
    return ContentItem.objects.filter(Q(Exists(visible_pages(user).filter(**page))) | Q(pk__in=readable))


class Visibility:
    """What a member of staff may see, queried once and kept for the object's lifetime, a request."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def is_unlimited(self) -> bool:
        """Whether nothing is hidden."""
        return sees_everything(self.user)

    @cached_property
    def _hidden(self) -> dict[int, str]:
        """The ids of all hidden pages and their parents' paths, in one query for all pages of a listing."""
        if self.is_unlimited:
            return {}
        visible = visible_pages(self.user).order_by().values("pk")
        rows = Page.objects.exclude(pk__in=visible).values_list("pk", "path")
        return {pk: path[: -Page.steplen] for pk, path in rows}

    @cached_property
    def hidden_ids(self) -> frozenset[int]:
        """The ids of all hidden pages."""
        return frozenset(self._hidden)

    @cached_property
    def hidden_children(self) -> Counter[str]:
        """The number of hidden children by tree path."""
        return Counter(self._hidden.values())

    @cached_property
    def _covered(self) -> tuple[str, ...]:
        return tuple(covered_paths(self.user))

    def hides(self, page: Any) -> bool:
        """Whether a page is hidden."""
        return page.pk in self.hidden_ids

    def shows_draft(self, page: Any) -> bool:
        """Whether the user may see a page's draft: pages they can only read on the website show the live version."""
        if self.hides(page):
            return False
        return self.is_unlimited or page.owner_id == self.user.pk or page.path.startswith(self._covered)


_current: ContextVar[Visibility | None] = ContextVar("cms_staff_visibility", default=None)


def current_visibility() -> Visibility | None:
    """Return the visibility of the current request's user, None outside the admin."""
    return _current.get()


def visibility_for(user: Any) -> Visibility:
    """Return what a user may see, reusing the current request's visibility if it is the same user."""
    current = _current.get()
    return current if current is not None and current.user.pk == user.pk else Visibility(user)


@contextmanager
def acting_as(user: Any) -> Iterator[Visibility]:
    """Set the user of the current request."""
    visibility = Visibility(user)
    token = _current.set(visibility)
    try:
        yield visibility
    finally:
        _current.reset(token)
