"""The hub's addresses and one more: a view that does nothing, as the measure of what the framework itself costs."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def trivial(request: HttpRequest) -> JsonResponse:
    """Answer with as little as there can be, through the hub's own middleware."""
    return JsonResponse({"data": {"hello": "world"}})


urlpatterns = [path("bench/trivial", trivial), path("", include("hub.urls"))]
