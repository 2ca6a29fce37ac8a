"""Published files, and renditions of images: visible to those who may read an item that uses the file."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from partners.authentication import Authentication, RefusedKeyError, authenticate
from publishing.images.addresses import EXTENSIONS, parse_size
from publishing.images.encoders import EncodersBusyError, open_rendition
from publishing.models import Asset
from publishing.previews.files import is_file_token
from website.http.asset_urls import is_preview_token
from website.http.caching import PRIVATE, strong_etag
from website.http.client_budget import OverBudgetError, charge_client
from website.http.viewers import get_viewer, has_session
from website.views.errors import not_found

# Types that a browser displays and cannot run as a page of this site. Everything else is a download.
INLINE = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp", "application/pdf"}
# A browser may reuse a file for a minute, which saves a dozen requests per page. Shared caches revalidate every time,
# so that a withdrawn file is not shown to anyone who had not already fetched it.
PUBLIC_FILE = "public, max-age=60, s-maxage=0"
# A rendition's URL is signed for its content, which therefore never changes: a browser keeps it.
PUBLIC_RENDITION = "public, max-age=31536000, immutable, s-maxage=0"
CONTENT_TYPES = {extension: content_type for content_type, extension in EXTENSIONS.items()}
BUSY_SECONDS = 2


@require_safe
def asset(request: HttpRequest, key: UUID, filename: str) -> HttpResponseBase:
    """Return a file that the reader, or the holder of a partner's key, may have; otherwise 404."""

    def send(found: Asset, cache_control: str) -> HttpResponseBase:
        if found.filename != filename:
            return not_found(request)
        # Never the file's own digest, which would reveal whether someone has a copy. The key is random.
        etag = strong_etag(found.key.bytes, found.created_at.isoformat().encode())
        return _send(request, etag, cache_control, found.open, filename, found.content_type)

    return _check_access(request, key, send, PUBLIC_FILE)


@require_safe
def image(request: HttpRequest, key: str, size: str, signature: str, extension: str) -> HttpResponseBase:
    """Return a rendition of an image that the reader may have; encode it at the first request."""
    parsed = parse_size(key, size, signature, extension)
    content_type = CONTENT_TYPES[extension]

    def send(source: Asset, cache_control: str) -> HttpResponseBase:
        if parsed is None:
            return not_found(request)
        charge = partial(charge_client, request, "encodings", settings.IMAGE_BUDGET)
        open_file = partial(open_rendition, source, parsed, content_type, charge)
        etag = strong_etag(request.path.encode())
        name = f"{PurePath(source.filename).stem}-{parsed.width}x{parsed.height}.{extension}"
        try:
            return _send(request, etag, cache_control, open_file, name, content_type)
        except EncodersBusyError:
            return _try_again(503, BUSY_SECONDS)
        except OverBudgetError as error:
            return _try_again(429, error.retry_after)

    return _check_access(request, key, send, PUBLIC_RENDITION)


def _check_access(
    request: HttpRequest, key: UUID | str, send: Callable[[Asset, str], HttpResponseBase], cache_control: str
) -> HttpResponseBase:
    """Return what `send` returns for a file that the caller may have; otherwise 404."""
    try:
        bearer = authenticate(request)
    except RefusedKeyError as error:
        return _refused(error)
    found = _find_visible(request, key, bearer)
    if found is None:
        return not_found(request)
    anonymous = bearer is None and not has_session(request) and "preview" not in request.GET
    public = anonymous or found.is_public()
    response = send(found, cache_control if public else PRIVATE)
    if response.status_code != 404:
        patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def _send(
    request: HttpRequest,
    etag: str,
    cache_control: str,
    open_file: Callable[[], FieldFile],
    filename: str,
    content_type: str,
) -> HttpResponseBase:
    public = cache_control != PRIVATE
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag) if public else None
    if response is None:
        try:
            file = open_file()
        except OSError:  # the file is missing; an image may be damaged
            return not_found(request)
        is_download = content_type not in INLINE
        response = FileResponse(file, as_attachment=is_download, filename=filename, content_type=content_type)
    if public:
        response["ETag"] = etag
    response["Cache-Control"] = cache_control
    return response


def _try_again(status: int, seconds: int) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE, "Retry-After": str(seconds)}
    text = f"Too many images are being encoded. Try again in {seconds} seconds."
    return HttpResponse(text, status=status, headers=headers, content_type="text/plain")


def _refused(error: RefusedKeyError) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE}
    if error.refusal.challenge:
        headers["WWW-Authenticate"] = error.refusal.challenge
    return HttpResponse(str(error), status=error.refusal.status, headers=headers, content_type="text/plain")


def _find_visible(request: HttpRequest, key: UUID | str, bearer: Authentication | None) -> Asset | None:
    viewer = bearer.viewer if bearer else get_viewer(request)
    found = Asset.objects.filter(pk=key).visible_to(viewer).first()
    token = request.GET.get("preview", "")
    if found or not token:
        return found
    candidate = Asset.objects.filter(pk=key).first()
    user = request.user.pk if bearer is None and has_session(request) else None
    is_shown = candidate and (is_preview_token(token, candidate, user) or is_file_token(token, candidate))
    return candidate if is_shown else None
