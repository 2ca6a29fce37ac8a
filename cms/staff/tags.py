"""Suggests tags of images and documents. It replaces Wagtail's view, which suggests all tags."""

from django.http import HttpRequest, JsonResponse

from cms.staff.files import file_models, visible_tags

MAX_SUGGESTIONS = 10


def suggest_tags(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """Return the tags of visible files that start with what was typed."""
    prefix = request.GET.get("term", "")
    if not prefix:
        return JsonResponse([], safe=False)
    tags = visible_tags(request.user, *file_models()).filter(name__istartswith=prefix)
    names = tags.order_by("name").values_list("name", flat=True).distinct()
    return JsonResponse(list(names[:MAX_SUGGESTIONS]), safe=False)
