"""The token endpoint."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from partners.oauth.server import server

SECRETS = ("client_secret", "client_id", "grant_type", "scope")


@csrf_exempt  # each request has a secret; cookies are ignored
@require_POST
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    """Issue a short-lived token for a key."""
    if any(name in request.GET for name in SECRETS):
        return _refused("invalid_request", "Send these in the body: URLs are written to logs.", 400)
    try:
        response: HttpResponse = server.create_token_response(request)
    except UnicodeDecodeError:
        return _refused("invalid_client", "The credentials are not UTF-8.", 401)
    return response


def _refused(error: str, description: str, status: int) -> HttpResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)
