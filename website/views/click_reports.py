"""What a page of results reports: that one was opened, or that typing has settled. Not who, from where, or when."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.analytics.recording import recorder
from website.http.viewers import has_session
from website.search_pages.click_tracking import UnusableReportError, counts_in


@csrf_exempt  # it acts for nobody: no cookie is looked at but to leave people with a session uncounted
@never_cache
@require_POST
def report(request: HttpRequest) -> HttpResponseBase:
    """Count what the report says. Nothing is answered: the page that sent it may be gone."""
    if settings.SEARCH_ANALYTICS_DAYS and not has_session(request):
        try:
            recorder.add(*counts_in(request.POST.dict()))
        except UnusableReportError as error:
            return JsonResponse({"error": {"code": error.code, "message": str(error)}}, status=400)
    return HttpResponse(status=204)
