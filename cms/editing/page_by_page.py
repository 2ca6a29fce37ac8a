"""Bulk actions on pages with a transaction for each page: a failure is reported and stops no others."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms.editing.atomic_requests import as_validation_error
from cms.lifecycle.transactions import log_transaction


class PageByPage:
    """Reloads each page and performs the action in a transaction of its own."""

    request: Any
    next_url: str

    def form_valid(self: Any, form: Any) -> HttpResponse:
        """Perform the action, say on how many pages, and list the pages on which it failed."""
        self.cleaned_form = form
        pages, skipped = self.get_actionable_objects()
        self.actionable_objects = self.annotate_items(pages)
        response = self.prepare_action(pages, skipped) or self._run_hooks("before_bulk_action", pages)
        if hasattr(response, "status_code"):
            return response  # type: ignore[no-any-return]
        parents, children, failures = 0, 0, []
        for page in pages:
            try:
                with log_transaction():
                    # The list is empty if another editor has just deleted the page, perhaps with one above it.
                    current = list(Page.objects.filter(pk=page.pk).specific())
                    done = self.execute_action(current, **self.get_execution_context())
            except (ValidationError, IntegrityError, OSError, PermissionDenied) as error:
                failures.append((page.get_admin_display_title(), _get_reason(error)))
            else:
                parents, children = parents + done[0], children + done[1]
        # Wagtail skips pages from the start. They are listed by the titles that the editor may read.
        reason = "You cannot do this to the page, or you do not have permission."
        skipped_pages = [page.specific for page in skipped["items_with_no_access"]]
        failures += [(page.get_admin_display_title(), reason) for page in skipped_pages]
        self._report(parents, children, failures)
        return self._run_hooks("after_bulk_action", pages) or redirect(self.next_url)

    def _report(self: Any, parents: int, children: int, failures: list[tuple[str, str]]) -> None:
        if parents:
            messages.success(self.request, self.get_success_message(parents, children))
        if failures and not self.request.accepts("text/html"):
            raise ValidationError([f"“{title}”: {reason}" for title, reason in failures])
        if failures:
            count = "1 page was" if len(failures) == 1 else f"{len(failures)} pages were"
            rows = format_html_join("", "<li>“{}”: {}</li>", failures)
            messages.error(self.request, format_html("{} not changed: <ul>{}</ul>", count, rows))

    def _run_hooks(self: Any, name: str, pages: list[Page]) -> HttpResponse | None:
        for hook in hooks.get_hooks(name):
            response = hook(self.request, self.action_type, pages, self)
            if hasattr(response, "status_code"):
                return response  # type: ignore[no-any-return]
        return None


def _get_reason(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return "You do not have permission to do this to the page or to a page below it."
    rejection = as_validation_error(error)
    if rejection is None:
        raise error
    return " ".join(rejection.messages)
