"""The ways in which a page is saved, published and withdrawn, each able to pause after it has loaded its data.

They are Wagtail's own views and the worker's task, called without the admin's middleware: that would make the second
wait until the first is done, and here the second must load the page before the first commits.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages import SUCCESS, get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django.utils import timezone
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page, PageLogEntry, Revision

from cms.admin import bulk_actions
from cms.jobs import schedule
from cms.lifecycle.transactions import log_transaction
from cms.models import GuidancePage
from publishing.models import ContentItem
from tests.cms.factories import a_draft, a_page, get_item
from tests.cms.lifecycle.test_admin_lifecycle import form

Pause = Callable[[], None]
Action = Callable[[Page, User, str, Pause], bool]
"""Returns whether it was done: False when Wagtail refused it."""


def no_pause() -> None:
    """Do not pause."""


def _request(user: User, data: dict[str, Any], **headers: str) -> HttpRequest:
    request: Any = RequestFactory().post("/admin/", data, headers=headers)
    request.user, request.session = user, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def _edit(page: Page, user: User, title: str, pause: Pause, headers: dict[str, str], **action: str) -> bool:
    class Pausing(EditView):
        def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            pause()
            return super().post(request, *args, **kwargs)

        def render_partials(self) -> str:
            return ""

    data = {**form(title=title, slug=page.slug), **action}
    response = Pausing.as_view()(_request(user, data, **headers), page_id=page.pk)
    return response.status_code == 302 or isinstance(response, JsonResponse)


def autosave(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Autosave the draft."""
    return _edit(page, user, title, pause, {"accept": "application/json"})


def save(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Save the draft."""
    return _edit(page, user, title, pause, {})


def publish(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Save and publish."""
    return _edit(page, user, title, pause, {}, **{"action-publish": "yes"})


def approve(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Approve what awaits moderation, which publishes it."""
    action = {"action-workflow-action": "yes", "workflow-action-name": "approve"}
    return _edit(page, user, title, pause, {}, **action)


def due(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Publish what is due, as the worker does. The pause is after the query for what is due."""
    listed = [(what, pk) for what, pk, _ in schedule._find_due(timezone.now()) if pk == page.latest_revision_id]
    pause()
    for what, pk in listed:
        with log_transaction():
            schedule._ACTIONS[what](pk)
    return True


def _bulk(view: Any, page: Page, user: User, pause: Pause) -> bool:
    class Pausing(view):
        def prepare_action(self, *args: Any) -> Any:
            pause()
            return super().prepare_action(*args)

    request = _request(user, {})
    request.GET = request.GET.copy()  # type: ignore[assignment]
    request.GET["id"] = str(page.pk)  # type: ignore[misc]
    Pausing(request, Page).dispatch(request)
    return any(message.level == SUCCESS for message in get_messages(request))


def bulk_publish(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Publish it in bulk."""
    return _bulk(bulk_actions.Publish, page, user, pause)


def bulk_unpublish(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Unpublish it in bulk."""
    return _bulk(bulk_actions.Unpublish, page, user, pause)


def unpublish(page: Page, user: User, title: str, pause: Pause) -> bool:
    """Unpublish it."""

    class Pausing(UnpublishView):
        def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            pause()
            return super().post(request, *args, **kwargs)

    Pausing.as_view()(_request(user, {}), page_id=page.pk)
    return True


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (autosave, save, publish, approve, due, bulk_publish, bulk_unpublish, unpublish)
}
ENDING = {"wagtail.unpublish": False, "wagtail.publish": True, "wagtail.publish.scheduled": True}


def a_page_in_moderation(user: User, *, live: bool, is_due: bool) -> GuidancePage:
    """Return a page whose draft awaits moderation, or was approved for a time that has come."""
    page = (a_page if live else a_draft)(title="As it was", update_type="minor")
    page.save_revision(user=user)
    page.get_workflow().start(page, user)
    if is_due:
        moment = timezone.now() - timedelta(hours=1)
        Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=moment)
    return GuidancePage.objects.get(pk=page.pk)


def what_readers_have(page: Page) -> dict[str, Any]:
    """Return everything that readers see of a page, except what differs for each page."""
    item = get_item(page) if _is_known(page) else None
    row = GuidancePage.objects.get(pk=page.pk)
    seen: dict[str, Any] = {"live": row.live, "expired": row.expired}
    if item is not None and item.edition is not None:
        seen |= {
            "gone": item.gone,
            "audience": item.audience,
            "title": item.edition.title,
            "number": item.edition.number,
        }
        seen |= {"moved": item.path != f"/guidance/{row.slug}/"}
    return seen


def _is_known(page: Page) -> bool:
    return ContentItem.objects.filter(content_id=page.translation_key).exists()


def history(page: Page) -> list[str]:
    """Return the publications in a page's history, in order."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=ENDING).order_by("timestamp", "pk")
    return list(entries.values_list("action", flat=True))
