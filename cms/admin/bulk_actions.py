"""Wagtail's bulk actions on pages, page by page: one that is refused holds up no other, and each is reported."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.models import Page

from cms.editing.atomic_requests import as_validation_error
from cms.lifecycle.transactions import log_transaction

LEFT_OUT = "It cannot be done to this page, or you may not do it."


class PageByPage:
    """For Wagtail's bulk actions: each page is read again and done in a transaction of its own."""

    request: Any
    next_url: str

    def form_valid(self: Any, form: Any) -> HttpResponse:
        """Do what can be done, say how much that was, and name each page that was refused."""
        self.cleaned_form = form
        pages, refused = self.get_actionable_objects()
        self.actionable_objects = self.annotate_items(pages)
        answer = self.prepare_action(pages, refused) or self._run_hooks("before_bulk_action", pages)
        if hasattr(answer, "status_code"):
            return answer  # type: ignore[no-any-return]
        parents, children, failures = self._do_each(pages)
        self._report(parents, children, [*failures, *_left_out(refused)])
        return self._run_hooks("after_bulk_action", pages) or redirect(self.next_url)

    def _do_each(self: Any, pages: Iterable[Page]) -> tuple[int, int, list[tuple[str, str]]]:
        parents, children, failures = 0, 0, []
        for page in pages:
            try:
                with log_transaction():
                    done = self.execute_action(self._as_it_is(page), **self.get_execution_context())
            except (ValidationError, IntegrityError, OSError, PermissionDenied) as error:
                failures.append((page.get_admin_display_title(), _reason(error)))
            else:
                parents, children = parents + done[0], children + done[1]
        return parents, children, failures

    def _as_it_is(self, page: Page) -> list[Page]:
        """Return the page as it is now, none when somebody has deleted it meanwhile, with one above it perhaps."""
        return list(Page.objects.filter(pk=page.pk).specific())

    def _report(self: Any, parents: int, children: int, failures: list[tuple[str, str]]) -> None:
        if parents:
            messages.success(self.request, self.get_success_message(parents, children))
        if failures and not self.request.accepts("text/html"):
            raise ValidationError([f"“{title}”: {reason}" for title, reason in failures])
        if failures:
            count = "1 page was" if len(failures) == 1 else f"{len(failures)} pages were"
            rows = format_html_join("", "<li>“{}”: {}</li>", failures)
            messages.error(self.request, format_html("{} left as before: <ul>{}</ul>", count, rows))

    def _run_hooks(self: Any, name: str, pages: list[Page]) -> HttpResponse | None:
        for hook in hooks.get_hooks(name):
            answer = hook(self.request, self.action_type, pages, self)
            if hasattr(answer, "status_code"):
                return answer  # type: ignore[no-any-return]
        return None


def _left_out(refused: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the pages that Wagtail left out from the start, by the titles that the editor may read."""
    pages = [page.specific for page in refused["items_with_no_access"]]
    return [(page.get_admin_display_title(), LEFT_OUT) for page in pages]


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return "You may not do this to it, or to a page below it."
    refusal = as_validation_error(error)
    if refusal is None:
        raise error
    return " ".join(refusal.messages)


class Publish(PageByPage, PublishBulkAction):
    """Publish each page."""


class Unpublish(PageByPage, UnpublishBulkAction):
    """Unpublish each page."""


class Delete(PageByPage, DeleteBulkAction):
    """Delete each page and all below it."""


class Move(PageByPage, MoveBulkAction):
    """Move each page and all below it."""


# After Wagtail's own (order 0), whose places they take.
for action in (Publish, Unpublish, Delete, Move):
    hooks.register("register_bulk_action", action, order=100)
