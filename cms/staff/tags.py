"""Suggestions in the field for an image's or a document's tags, in the place of Wagtail's, which knows all tags."""

from django.http import HttpRequest, JsonResponse

from cms.staff.files import file_models, visible_tags

SUGGESTED = 10


def suggest_tags(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """Return the tags of files that the user may see which begin as what was typed."""
    begins = request.GET.get("term", "")
    if not begins:
        return JsonResponse([], safe=False)
    tags = visible_tags(request.user, *file_models()).filter(name__istartswith=begins)
    names = tags.order_by("name").values_list("name", flat=True).distinct()
    return JsonResponse(list(names[:SUGGESTED]), safe=False)
