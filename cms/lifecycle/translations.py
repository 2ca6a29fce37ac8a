"""A document is one thing in all its languages: what ends it, and who may read it, covers every translation.

The rule compares states, as the lifecycle does: what readers had of a page before its row was settled with what they
have after. It runs inside the transaction and under the lock of that write (docs/decisions/0024).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision, TaskState

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Gone, UpdateType
from publishing.log.new_edition import item_id
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem

STRICTNESS = list(Marking)
_covers_all: ContextVar[bool | None] = ContextVar("covers_all_languages", default=None)
_is_following: ContextVar[bool] = ContextVar("is_following", default=False)


@contextmanager
def withdrawing(all_languages: bool) -> Iterator[None]:
    """Let an editor's answer decide whether what ends within ends in the other languages too."""
    token = _covers_all.set(all_languages)
    try:
        yield
    finally:
        _covers_all.reset(token)


# --- Who may read it, and until when -------------------------------------------------------------
@dataclass(frozen=True)
class Handling:
    """What belongs to a document and not to its languages."""

    audience: int
    marking: str
    projects: frozenset[UUID]
    expires_at: datetime | None

    @classmethod
    def from_item(cls, item: ContentItem) -> "Handling":
        """Return what readers have."""
        projects = item.edition.named_projects.values_list("project", flat=True) if item.edition else ()
        return cls(item.audience, item.marking, frozenset(projects), item.expires_at)

    @classmethod
    def from_page(cls, page: Any) -> "Handling":
        """Return what a page says."""
        projects = frozenset(project.translation_key for project in page.named_projects.all())
        return cls(page.audience, page.marking, projects, page.expire_at)

    def merged_with(self, new: "Handling", old: "Handling | None") -> "Handling":
        """Return this handling after a publication in another language took that one from `old` to `new`.

        What it narrowed is narrowed here, and a changed marking is taken over; what it widened is not. `old` is None
        when nothing was published in that language before: then only what is stricter there counts.
        """
        marking = self._marking(new, old)
        audience = max(self.audience, Marking(marking).widest_audience)
        if old is None or new.audience > old.audience:
            audience = max(audience, new.audience)
        return Handling(Audience(audience), marking, self._projects(new, old, audience), self._expiry(new, old))

    def _marking(self, new: "Handling", old: "Handling | None") -> str:
        if old is None:
            return max(self.marking, new.marking, key=lambda marking: STRICTNESS.index(Marking(marking)))
        return self.marking if new.marking == old.marking else new.marking

    def _projects(self, new: "Handling", old: "Handling | None", audience: int) -> frozenset[UUID]:
        if self.audience < Audience.NAMED:  # its list, if it has one, meant nothing yet
            return new.projects if audience == Audience.NAMED else self.projects
        if not self.projects or (old is not None and old.projects <= new.projects):
            return self.projects
        return self.projects & new.projects or new.projects

    def _expiry(self, new: "Handling", old: "Handling | None") -> datetime | None:
        if not _is_earlier(new.expires_at, self.expires_at):
            return self.expires_at
        shortened = old is None or _is_earlier(new.expires_at, old.expires_at)
        return new.expires_at if shortened else self.expires_at


def _is_earlier(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one < other)


# --- The rule ------------------------------------------------------------------------------------
@contextmanager
def updating_translations(page: Any) -> Iterator[None]:
    """Let the document's other languages follow whatever is done to a page within."""
    old = published_handling(page)
    yield
    after = find_item(page)
    if after is None:
        return
    if after.is_live:
        narrow_translations(page, old)
    elif old is not None and _ends_everywhere(page, after):
        withdraw_pages(find_translations(page), Gone(after.gone), after.superseded_by, after.moved_to)


def published_handling(page: Any) -> Handling | None:
    """Return how readers have a page, None when they do not."""
    item = find_item(page)
    return Handling.from_item(item) if item and item.is_live else None


def find_item(page: Any) -> ContentItem | None:
    """Return what the log has of a page."""
    own = item_id(page.translation_key, page.locale.language_code)
    return ContentItem.objects.select_related("edition").filter(pk=own).first()


def find_translations(page: Any) -> list[Any]:
    """Return the same document in other languages, and what shows one of those elsewhere."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    family = Page.objects.filter(Q(pk__in=others.values("pk")) | Q(alias_of__in=others.values("pk")))
    return list(family.exclude(pk=page.pk).order_by("pk").specific())


def _ends_everywhere(page: Any, item: ContentItem) -> bool:
    """Whether an ending ends the document. An editor says; where nobody can be asked, the source language speaks for
    all, and what was replaced or moved is so in every language."""
    if (answer := _covers_all.get()) is not None:
        return answer
    return item.gone in (Gone.SUPERSEDED, Gone.MOVED) or page.locale.language_code == settings.LANGUAGE_CODE


def withdraw_pages(pages: list[Any], reason: Gone, successor: UUID | None = None, address: str = "") -> None:
    """Take pages from their readers for a reason, and off the schedule those that readers do not have yet."""
    # The reason is recorded first: unpublishing then finds the tombstone in place and adds nothing to it.
    for page in pages:
        key = (page.translation_key, page.locale.language_code)
        record_withdrawal(*key, reason, superseded_by=successor, moved_to=address)
    for page in pages:
        # Loaded one by one: unpublishing one page has unpublished its aliases.
        current = Page.objects.get(pk=page.pk).specific
        current.unpublish(set_expired=reason == Gone.EXPIRED)
        current.revisions.update(approved_go_live_at=None)


def narrow_translations(page: Any, old: Handling | None) -> None:
    """Carry to the other languages what the publication of a page narrowed: to readers, and to every draft in hand."""
    new = Handling.from_page(page)
    if new == old or _is_following.get():
        return
    token = _is_following.set(True)
    try:
        _narrow(find_translations(page), new, old)
    finally:
        _is_following.reset(token)


def _narrow(pages: list[Any], new: Handling, old: Handling | None) -> None:
    for other in pages:
        _follow_in_drafts(other, lambda theirs: theirs.merged_with(new, old))
        theirs = Handling.from_page(other)
        following = theirs.merged_with(new, old)
        if following != theirs:
            _apply(other, following)
            other.update_type = UpdateType.MINOR
            other.save(clean=False)


def _apply(page: Any, handling: Handling) -> None:
    page.audience, page.marking, page.expire_at = handling.audience, handling.marking, handling.expires_at
    page.named_projects = list(_projects(page).filter(translation_key__in=handling.projects))


def _projects(page: Any) -> Any:
    projects = page._meta.get_field("named_projects").related_model.objects
    return projects.filter(locale__language_code=settings.LANGUAGE_CODE)


# --- Drafts --------------------------------------------------------------------------------------
def _follow_in_drafts(page: Any, following: Callable[[Handling], Handling]) -> None:
    """Change what may yet be published as it stands. In place: a new revision would undo approvals and schedules."""
    for revision in find_pending_revisions(page):
        theirs = _handling_in(page, revision.content)
        handling = following(theirs)
        if handling != theirs:
            revision.content = {**revision.content, **_as_content(page, handling)}
            revision.save(update_fields=["content"])


def find_pending_revisions(page: Any) -> Any:
    """Return the revisions that are live, latest, scheduled or in moderation."""
    in_moderation = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    kept = Q(pk__in=[page.latest_revision_id, page.live_revision_id]) | Q(approved_go_live_at__isnull=False)
    return Revision.page_revisions.filter(object_id=str(page.pk)).filter(kept | Q(pk__in=in_moderation))


def _handling_in(page: Any, content: dict[str, Any]) -> Handling:
    projects = (
        _projects(page).filter(pk__in=content.get("named_projects", ())).values_list("translation_key", flat=True)
    )
    expires_at = parse_datetime(content.get("expire_at") or "")
    return Handling(
        content.get("audience", page.audience), content.get("marking", page.marking), frozenset(projects), expires_at
    )


def _as_content(page: Any, handling: Handling) -> dict[str, Any]:
    projects = _projects(page).filter(translation_key__in=handling.projects)
    return {
        "audience": handling.audience,
        "marking": handling.marking,
        "named_projects": list(projects.values_list("pk", flat=True)),
        "expire_at": handling.expires_at.isoformat() if handling.expires_at else None,
    }
