"""Reports from the results page: a result was opened, or typing has ended; never by whom, from where or when."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.analytics.recording import recorder
from website.http.viewers import has_session
from website.search_pages.click_tracking import InvalidReportError, parse_report


@csrf_exempt  # it acts for no account: cookies are read only so that readers with a session are not counted
@never_cache
@require_POST
def report_click(request: HttpRequest) -> HttpResponseBase:
    """Count what the report says. The response is empty: the page that sent it may be closed."""
    if settings.SEARCH_ANALYTICS_DAYS and not has_session(request):
        try:
            recorder.add(*parse_report(request.POST.dict()))
        except InvalidReportError as error:
            return JsonResponse({"error": {"code": error.code, "message": str(error)}}, status=400)
    return HttpResponse(status=204)
