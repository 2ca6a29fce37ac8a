"""Cross-origin requests from partners' websites, in addition to those allowed by HUB_CORS_ORIGINS."""

from typing import Any

from django.http import HttpRequest

from partners.models import ApiKey


def is_partner_origin(request: HttpRequest, **_: Any) -> bool:
    """Whether any active key may be used from the request's origin. Browsers send a preflight request without the key;
    whether it is the right key is checked when it arrives (graphql_api/base/callers.py)."""
    origin = request.headers.get("Origin")
    if not origin or not request.path_info.startswith("/graphql"):
        return False
    keys = ApiKey.objects.active().filter(origins__contains=origin).only("origins")
    return any(key.allows_origin(origin) for key in keys)
