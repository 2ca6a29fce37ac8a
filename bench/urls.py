"""The hub's addresses and yardsticks: views written by hand, and one that does nothing, for what the framework itself
costs."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from bench.graphql.by_hand import view


def trivial(request: HttpRequest) -> JsonResponse:
    """Answer with as little as there can be, through the hub's own middleware."""
    return JsonResponse({"data": {"hello": "world"}})


urlpatterns = [
    path("bench/trivial", trivial),
    path("bench/by-hand/<name>", view),
    path("", include("hub.urls")),
]
