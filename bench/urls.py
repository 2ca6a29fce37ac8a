"""The hub's URLs and the benchmarks': handwritten views, a view that does nothing (to measure the framework), and the
process's memory and garbage."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from bench.graphql.handwritten_views import view
from bench.pauses.gc_recorder import garbage
from bench.travel.handwritten_views import view as travel_view


def trivial(request: HttpRequest) -> JsonResponse:
    """Return a minimal response, through the hub's middleware."""
    return JsonResponse({"data": {"hello": "world"}})


def memory(request: HttpRequest) -> HttpResponse:
    """Return this process's /proc/self/status."""
    return HttpResponse(Path("/proc/self/status").read_text(), content_type="text/plain")


urlpatterns = [
    path("bench/trivial", trivial),
    path("bench/memory", memory),
    path("bench/garbage", lambda request: JsonResponse(garbage(collect="collect" in request.GET))),
    path("bench/by-hand/travel-<name>", travel_view),
    path("bench/by-hand/<name>", view),
    path("", include("hub.urls")),
]
