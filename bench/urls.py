"""The hub's addresses and yardsticks: views written by hand, one that does nothing, for what the framework itself
costs, and the process's memory and garbage."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from bench.graphql.by_hand import view
from bench.pauses.watching import garbage


def trivial(request: HttpRequest) -> JsonResponse:
    """Answer with as little as there can be, through the hub's own middleware."""
    return JsonResponse({"data": {"hello": "world"}})


def memory(request: HttpRequest) -> HttpResponse:
    """Return what Linux knows of this process."""
    return HttpResponse(Path("/proc/self/status").read_text(), content_type="text/plain")


urlpatterns = [
    path("bench/trivial", trivial),
    path("bench/memory", memory),
    path("bench/garbage", lambda request: JsonResponse(garbage(collect="collect" in request.GET))),
    path("bench/by-hand/<name>", view),
    path("", include("hub.urls")),
]
