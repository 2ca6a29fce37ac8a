"""Published files: a file is as visible as the items that use it."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from partners.bearers import Bearer, RefusedKeyError, bearer_of
from publishing.models import Asset
from website.http.asset_urls import is_preview_token
from website.http.caching import PRIVATE, strong_etag
from website.http.viewers import get_viewer, has_session
from website.views.errors import not_found

# What a browser shows by itself and cannot run as a page of ours; everything else is a download.
INLINE = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp", "application/pdf"}
# Readers' own caches spare them a dozen questions for each page. Caches that many share ask every time: what was taken
# away is in no reader's hands who had not fetched it before.
PUBLIC = "public, max-age=60, s-maxage=0"


@require_safe
def asset(request: HttpRequest, key: UUID, filename: str) -> HttpResponseBase:
    """Answer with a file that the reader, or the bearer of a partner's key, may have, or as if it did not exist."""
    try:
        bearer = bearer_of(request)
    except RefusedKeyError as error:
        return _refused(error)
    found = _visible(request, key, bearer)
    if found is None or found.filename != filename:
        return not_found(request)
    public = (bearer is None and not has_session(request)) or found.is_public()
    # Never the file's own digest, which would tell whether somebody has a copy. The key is random.
    etag = strong_etag(found.key.bytes, found.created_at.isoformat().encode())
    try:
        response = _answer(request, found, etag if public else "")
    except FileNotFoundError:
        return not_found(request)
    response["Cache-Control"] = PUBLIC if public else PRIVATE
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def _refused(error: RefusedKeyError) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE}
    if error.refusal.challenge:
        headers["WWW-Authenticate"] = error.refusal.challenge
    return HttpResponse(str(error), status=error.refusal.status, headers=headers, content_type="text/plain")


def _answer(request: HttpRequest, asset: Asset, etag: str) -> HttpResponseBase:
    """The file, or 304 when the reader has it. Without a tag nothing is remembered."""
    if etag and (unchanged := get_conditional_response(request, etag=etag)):
        return unchanged
    response = _file(asset)
    if etag:
        response["ETag"] = etag
    return response


def _visible(request: HttpRequest, key: UUID, bearer: Bearer | None) -> Asset | None:
    if bearer is not None:
        return Asset.objects.filter(pk=key).visible_to(bearer.viewer).first()
    found = Asset.objects.filter(pk=key).visible_to(get_viewer(request)).first()
    token = request.GET.get("preview", "")
    if found or not token or not has_session(request):
        return found
    candidate = Asset.objects.filter(pk=key).first()
    return candidate if candidate and is_preview_token(token, candidate, request.user.pk) else None


def _file(asset: Asset) -> HttpResponseBase:
    inline = asset.content_type in INLINE
    return FileResponse(
        asset.open(),
        as_attachment=not inline,
        filename=asset.filename,
        content_type=asset.content_type,
    )
