"""What an editor sends is done whole or not at all; when something refuses it, the editor reads why, in words.

Wagtail makes a page, its revision and its publication one after another, each for itself. Here the request takes the
log's lock before Wagtail loads anything, so that it works on what is there now, and all of it is one transaction.
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
    "There is no room left on the disk. Keep this open, tell those who run the hub, and send it again once they have "
    "made room."
)
NOT_OPENED = (
    "There is no room left on the disk. Tell those who run the hub, and open this again once they have made room."
)
TAKEN = ("item_live_path_unique", "publishing_contentitem.path")
# Uploads change nothing that readers have: they need no lock of the log, and pictures take their time.
FILES = {"wagtaildocs", "wagtaildocs_chooser", "wagtailimages", "wagtailimages_chooser"}
# What editors write is not in these; bulk actions on pages have one transaction a page (cms/admin/bulk_actions.py).
SEPARATE = {
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
PREVIEWS = ("preview", "preview_on_add", "preview_on_edit", "workflow_preview")
_refusal: ContextVar[ValidationError | None] = ContextVar("refusal", default=None)


class ShowsRejection:
    """For forms: the page or snippet was refused after the form was found valid. Show what was typed, and why."""

    def full_clean(self) -> None:
        """Check the form; add what refused it the first time."""
        form: Any = super()
        form.full_clean()
        error = _refusal.get()
        if error is not None:
            _refusal.set(None)
            _add(self, error)


class AtomicEditMiddleware:
    """Middleware for the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what an editor sends, in a transaction."""
        lock = _transaction_for(request)
        if lock is None:
            return self.get_response(request)
        queued = len(_queued(request))
        try:
            with lock():
                response = self.get_response(request)
                if _failed(request, response):
                    transaction.set_rollback(True)
        except DatabaseError as error:  # nothing was written before the end, and there is no room for it
            if not is_disk_full(error):
                raise
            return _refuse(request, ValidationError(DISK_FULL))
        refusal = request.__dict__.pop("hub_refusal", None)
        if refusal is None:
            return response
        del _queued(request)[queued:]  # "created", said before what refused it
        return self._shown_again(request, refusal) or _refuse(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; let every other exception be."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if request.method != "POST":
            return HttpResponse(NOT_OPENED, "text/plain", 507) if is_disk_full(exception) else None
        refusal = as_validation_error(exception)
        if refusal is None:
            return None
        request.hub_refusal = refusal  # type: ignore[attr-defined]
        return _refuse(request, refusal) if _transaction_for(request) is None else HttpResponse(status=400)

    def _shown_again(self, request: HttpRequest, refusal: ValidationError) -> HttpResponse | None:
        """Send the form once more, to be refused at once. Forms that cannot show it leave it where it is."""
        if not request.accepts("text/html"):
            return None
        token = _refusal.set(refusal)
        queued = len(_queued(request))
        try:
            with log_transaction():
                response = self.get_response(request)
                transaction.set_rollback(True)
            if _refusal.get() is None and response.status_code == 200:
                return response
        except DatabaseError as error:
            if not is_disk_full(error):
                raise
        finally:
            _refusal.reset(token)
        request.__dict__.pop("hub_refusal", None)
        del _queued(request)[queued:]
        return None


def _transaction_for(request: HttpRequest) -> Callable[[], Any] | None:
    """Return what a request is to run in, None for one that writes nothing of an editor's."""
    if request.method != "POST" or not request.path.startswith(reverse("wagtailadmin_home")):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.view_name in SEPARATE or match.url_name in PREVIEWS or not request.user.is_authenticated:
        return None
    len(request.POST)  # the whole upload has arrived before anything is locked
    return transaction.atomic if match.namespace in FILES else log_transaction


def _failed(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a view went wrong: by its status, or by the error that Wagtail sends the editor away with."""
    if response.status_code >= 400:
        return True
    sent_away = isinstance(response, HttpResponseRedirect)
    return sent_away and any(message.level == ERROR for message in _queued(request))


def as_validation_error(exception: Exception) -> ValidationError | None:
    """Return what an exception says to the editor, None when it is no refusal but a fault."""
    if isinstance(exception, ValidationError):
        return exception
    if isinstance(exception, pydantic.ValidationError):
        return ValidationError([f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}" for entry in exception.errors()])
    if isinstance(exception, IntegrityError) and any(name in str(exception) for name in TAKEN):
        return ValidationError("Readers find something else at the address that a page would have.")
    if is_disk_full(exception):
        return ValidationError(DISK_FULL)
    if isinstance(exception, OSError):
        return ValidationError("A file could not be read or written. Try again, or upload it again.")
    return None


def is_disk_full(exception: BaseException) -> bool:
    """Whether there was no room, on our disk or on the database's (SQLite's words, PostgreSQL's code)."""
    if isinstance(exception, OSError):
        return exception.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(exception, DatabaseError):
        return False
    return "disk is full" in str(exception) or getattr(exception.__cause__, "sqlstate", "") == "53100"


def _refuse(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    reason = " ".join(refusal.messages)
    if not request.accepts("text/html"):  # autosave
        answer = {"success": False, "error_code": "validation_error", "error_message": reason}
        return JsonResponse(answer, status=400)
    messages.error(request, f"Nothing was changed. {reason}")
    return redirect(_way_back(request))


def _way_back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return reverse("wagtailadmin_home")


def _queued(request: HttpRequest) -> list[Any]:
    queued: list[Any] = getattr(get_messages(request), "_queued_messages", [])
    return queued


def _add(form: Any, error: ValidationError) -> None:
    """Put each complaint at its field, and at the top what is at no field of this form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in by_field.items():
        form.add_error(name if name in form.fields else None, texts)
