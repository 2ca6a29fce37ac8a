"""Answers to "Was this page useful?": counted, then thanked for. Works without JavaScript, and without a cookie."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from publishing.access.viewers import ANONYMOUS
from publishing.models import ContentItem
from website.feedback.recording import recorder
from website.http.client_budget import OverBudgetError, charge_client
from website.http.own_forms import is_from_own_form
from website.http.viewers import has_session
from website.locales import locale_for_path
from website.models import Problem
from website.pages.layout import build_layout, render_page
from website.views.errors import not_found

ANSWERS = ("useful", "not_useful", *Problem.values)
BUDGET = 20
"""Answers that are counted from one address in a minute: enough for a classroom behind one address."""


@csrf_exempt  # it acts for no account, and a token would need a cookie: see is_from_own_form
@never_cache
@require_POST
def give_feedback(request: HttpRequest, content_id: UUID) -> HttpResponseBase:
    """Count an answer about a public page, and redirect to the thanks, or to the question what was wrong."""
    item = _find_public(request, content_id)
    answer = request.POST.get("answer", "")
    if item is None:
        return not_found(request)
    if answer in ANSWERS and _is_counted(request):
        recorder.record(content_id, item.locale, answer)
    step = "problem" if answer == "not_useful" else "thanks"
    return HttpResponseRedirect(f"{request.path}{step}/")


@require_safe
def what_was_wrong(request: HttpRequest, content_id: UUID) -> HttpResponseBase:
    """Ask what was wrong with a page, for those who did not find it useful."""
    return _answer_page(request, content_id, problems=Problem.choices)


@require_safe
def thanks(request: HttpRequest, content_id: UUID) -> HttpResponseBase:
    """Thank for the answer."""
    return _answer_page(request, content_id)


def _answer_page(request: HttpRequest, content_id: UUID, **context: object) -> HttpResponseBase:
    item = _find_public(request, content_id)
    if item is None:
        return not_found(request)
    assert item.edition is not None, "a visible item has an edition"
    locale = locale_for_path(request.path)
    layout = build_layout(request, locale, request.path)
    with locale.activate():
        title = _("What was wrong?") if context else _("Thank you")
    given = {"title": title, "description": f"{title}: {item.edition.title}", "robots": "noindex", "item": item}
    return render_page(layout, "website/feedback.html", {**given, **context})


def _find_public(request: HttpRequest, content_id: UUID) -> ContentItem | None:
    """Return a page that everyone may read: in the language of the URL, otherwise in another, as it was shown there."""
    if not settings.PAGE_FEEDBACK_DAYS:
        return None
    rows = list(ContentItem.objects.visible_to(ANONYMOUS).filter(content_id=content_id, path__isnull=False).slim())
    return min(rows, key=lambda row: row.locale != locale_for_path(request.path).code, default=None)


def _is_counted(request: HttpRequest) -> bool:
    """Whether an answer counts: not from robots, other websites or staff, and not too many from one address."""
    if has_session(request) or not is_from_own_form(request):
        return False
    try:
        charge_client(request, "feedback", BUDGET)
    except OverBudgetError:
        return False
    return True
