"""Published files: a file is visible to those who may read an item that uses it."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from partners.authentication import Authentication, RefusedKeyError, authenticate
from publishing.models import Asset
from publishing.previews.files import is_file_token
from website.http.asset_urls import is_preview_token
from website.http.caching import PRIVATE, strong_etag
from website.http.viewers import get_viewer, has_session
from website.views.errors import not_found

# Types that a browser displays and cannot run as a page of this site. Everything else is a download.
INLINE = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp", "application/pdf"}
# A browser may reuse a file for a minute, which saves a dozen requests per page. Shared caches revalidate every time,
# so that a withdrawn file is not shown to anyone who had not already fetched it.
PUBLIC_FILE = "public, max-age=60, s-maxage=0"


@require_safe
def asset(request: HttpRequest, key: UUID, filename: str) -> HttpResponseBase:
    """Return a file that the reader, or the holder of a partner's key, may have; otherwise 404."""
    try:
        bearer = authenticate(request)
    except RefusedKeyError as error:
        return _refused(error)
    found = _find_visible(request, key, bearer)
    if found is None or found.filename != filename:
        return not_found(request)
    anonymous = bearer is None and not has_session(request) and "preview" not in request.GET
    public = anonymous or found.is_public()
    # Never the file's own digest, which would reveal whether someone has a copy. The key is random.
    etag = strong_etag(found.key.bytes, found.created_at.isoformat().encode())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag) if public else None
    if response is None:
        try:
            file = found.open()
        except FileNotFoundError:
            return not_found(request)
        is_download = found.content_type not in INLINE
        response = FileResponse(
            file, as_attachment=is_download, filename=found.filename, content_type=found.content_type
        )
    if public:
        response["ETag"] = etag
    response["Cache-Control"] = PUBLIC_FILE if public else PRIVATE
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def _refused(error: RefusedKeyError) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE}
    if error.refusal.challenge:
        headers["WWW-Authenticate"] = error.refusal.challenge
    return HttpResponse(str(error), status=error.refusal.status, headers=headers, content_type="text/plain")


def _find_visible(request: HttpRequest, key: UUID, bearer: Authentication | None) -> Asset | None:
    viewer = bearer.viewer if bearer else get_viewer(request)
    found = Asset.objects.filter(pk=key).visible_to(viewer).first()
    token = request.GET.get("preview", "")
    if found or not token:
        return found
    candidate = Asset.objects.filter(pk=key).first()
    user = request.user.pk if bearer is None and has_session(request) else None
    is_shown = candidate and (is_preview_token(token, candidate, user) or is_file_token(token, candidate))
    return candidate if is_shown else None
