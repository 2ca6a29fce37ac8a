"""Pages of other origins: those that a partner's key is for may ask, besides those of HUB_CORS_ORIGINS."""

from typing import Any

from django.http import HttpRequest

from partners.models import ApiKey


def is_page_of_a_partner(request: HttpRequest, **_: Any) -> bool:
    """Whether a key is for pages of the request's origin. Browsers ask before they send the key (a preflight): which
    key it will be is not known then, and is checked when it comes (graphql_api/base/callers.py)."""
    origin = request.headers.get("Origin")
    if not origin or not request.path_info.startswith("/graphql"):
        return False
    keys = ApiKey.objects.active().filter(origins__contains=origin).only("origins")
    return any(key.allows_origin(origin) for key in keys)
