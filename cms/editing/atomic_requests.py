"""Makes what an editor submits atomic; if it is rejected, the editor sees the reason.

Wagtail saves a page, its revision and its publication one after another, in separate transactions. Here the request
locks the log before Wagtail loads anything, so that it works on current data, and everything happens in one
transaction.
"""

import errno
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pydantic
from django.contrib.messages import ERROR, get_messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

from cms.lifecycle.transactions import log_transaction

DISK_FULL = (
    "There is no room left on the disk. Keep this page open, tell the administrators, and submit it again once they "
    "have freed some space."
)
DISK_FULL_ON_LOAD = (
    "There is no room left on the disk. Tell the administrators, and open this page again once they have freed some "
    "space."
)
PATH_CONSTRAINTS = ("item_live_path_unique", "publishing_contentitem.path")
# Uploads do not change what readers have: they need no lock of the log, and pictures take time.
UPLOAD_NAMESPACES = {"wagtaildocs", "wagtaildocs_chooser", "wagtailimages", "wagtailimages_chooser"}
# What editors write is not in these; bulk actions on pages have one transaction a page (cms/admin/bulk_actions.py).
EXCLUDED_VIEWS = {
    "wagtail_bulk_action",
    "wagtailadmin_block_preview",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_confirm",
}
PREVIEW_VIEWS = ("cms_preview_at_partner", "preview", "preview_on_add", "preview_on_edit", "workflow_preview")
_rejection: ContextVar[ValidationError | None] = ContextVar("rejection", default=None)


class ShowsRejection:
    """For forms: shows the submitted data and the reason if a page or snippet was rejected after the form was valid."""

    def full_clean(self: Any) -> None:
        """Validate the form; add the errors that were raised the first time, to their fields if the form has these."""
        super().full_clean()  # type: ignore[misc]
        error = _rejection.get()
        if error is None:
            return
        _rejection.set(None)
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, texts in by_field.items():
            self.add_error(name if name in self.fields else None, texts)


class AtomicEditMiddleware:
    """Middleware that runs each submission in the admin in one transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run a submission in a transaction, and pass any other request on."""
        open_transaction = _choose_transaction(request)
        if open_transaction is None:
            return self.get_response(request)
        queued = len(_queued_messages(request))
        try:
            with open_transaction():
                response = self.get_response(request)
                if _has_failed(request, response):
                    transaction.set_rollback(True)
        except DatabaseError as error:  # raised by the commit if there is no space to write
            if not is_disk_full(error):
                raise
            return _reject(request, ValidationError(DISK_FULL))
        rejection = request.__dict__.pop("hub_rejection", None)
        if rejection is None:
            return response
        del _queued_messages(request)[queued:]  # such as "created", queued before the rejection
        return self._show_form_again(request, rejection) or _reject(request, rejection)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a rejection into a response; leave every other exception alone."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if request.method != "POST":
            return HttpResponse(DISK_FULL_ON_LOAD, "text/plain", 507) if is_disk_full(exception) else None
        rejection = as_validation_error(exception)
        if rejection is None:
            return None
        request.hub_rejection = rejection  # type: ignore[attr-defined]
        return _reject(request, rejection) if _choose_transaction(request) is None else HttpResponse(status=400)

    def _show_form_again(self, request: HttpRequest, rejection: ValidationError) -> HttpResponse | None:
        """Process the form again, now with the error. Forms that cannot show it leave it in the context variable."""
        if not request.accepts("text/html"):
            return None
        token = _rejection.set(rejection)
        queued = len(_queued_messages(request))
        try:
            with log_transaction():
                response = self.get_response(request)
                transaction.set_rollback(True)
            if _rejection.get() is None and response.status_code == 200:
                return response
        except DatabaseError as error:
            if not is_disk_full(error):
                raise
        finally:
            _rejection.reset(token)
        request.__dict__.pop("hub_rejection", None)
        del _queued_messages(request)[queued:]
        return None


def _choose_transaction(request: HttpRequest) -> Callable[[], Any] | None:
    """Return the kind of transaction for a request, None if it writes no content."""
    if request.method != "POST" or not request.path.startswith(reverse("wagtailadmin_home")):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.view_name in EXCLUDED_VIEWS or match.url_name in PREVIEW_VIEWS or not request.user.is_authenticated:
        return None
    len(request.POST)  # the whole upload has arrived before anything is locked
    return transaction.atomic if match.namespace in UPLOAD_NAMESPACES else log_transaction


def _has_failed(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a view failed: by its status, or because it redirects with an error message."""
    if response.status_code >= 400:
        return True
    is_redirect = isinstance(response, HttpResponseRedirect)
    return is_redirect and any(message.level == ERROR for message in _queued_messages(request))


def as_validation_error(exception: Exception) -> ValidationError | None:
    """Return the message of an exception for the editor, None if it is a fault of the software."""
    if isinstance(exception, ValidationError):
        return exception
    if isinstance(exception, pydantic.ValidationError):
        return ValidationError([f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}" for entry in exception.errors()])
    if isinstance(exception, IntegrityError) and any(name in str(exception) for name in PATH_CONSTRAINTS):
        return ValidationError("Something else is already published at the address of a page.")
    if is_disk_full(exception):
        return ValidationError(DISK_FULL)
    if isinstance(exception, OSError):
        return ValidationError("A file could not be read or written. Try again, or upload it again.")
    return None


def is_disk_full(exception: BaseException) -> bool:
    """Whether our disk or the database's is full (by SQLite's message or PostgreSQL's code)."""
    if isinstance(exception, OSError):
        return exception.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(exception, DatabaseError):
        return False
    return "disk is full" in str(exception) or getattr(exception.__cause__, "sqlstate", "") == "53100"


def _reject(request: HttpRequest, rejection: ValidationError) -> HttpResponse:
    reason = " ".join(rejection.messages)
    if not request.accepts("text/html"):  # autosave
        body = {"success": False, "error_code": "validation_error", "error_message": reason}
        return JsonResponse(body, status=400)
    messages.error(request, f"Nothing was changed. {reason}")
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return redirect(referer)
    return redirect("wagtailadmin_home")


def _queued_messages(request: HttpRequest) -> list[Any]:
    queued: list[Any] = getattr(get_messages(request), "_queued_messages", [])
    return queued
