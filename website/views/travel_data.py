"""Travel advice for programs: all areas as GeoJSON, and documents in the form of GOV.UK's content API."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from publishing import formats
from publishing.geography.countries import find_country_by_slug
from website.exports.advice import find_advice, public_advice
from website.exports.areas import BATCH, MEDIA_TYPE, write_areas
from website.exports.govuk_documents import build_document, build_index
from website.http.caching import PRIVATE, PUBLIC, apply_caching, strong_etag
from website.locales import ENGLISH, WELSH, locale_for_path


@require_safe
def areas(request: HttpRequest) -> HttpResponseBase:
    """Return all areas. The ETag is that of the editions, so that an unchanged answer is not written again."""
    rows = public_advice(locale_for_path(request.path)).order_by("code", "pk")
    versions = rows.values_list("pk", "edition__content_hash", "path", "updated_at")
    etag = strong_etag(f"{formats.FORMAT}".encode(), *(repr(version).encode() for version in versions))
    headers = {"ETag": etag, "Cache-Control": PUBLIC, "Access-Control-Allow-Origin": "*"}
    unchanged = get_conditional_response(request, etag=etag, response=HttpResponse(headers=headers))
    if unchanged and unchanged.status_code != 200:
        return unchanged
    items = rows.with_details().iterator(chunk_size=BATCH)
    return StreamingHttpResponse(write_areas(items), content_type=MEDIA_TYPE, headers=headers)


@require_safe
def govuk_document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the advice for a country as GOV.UK's content API does; GOV.UK marks Welsh by `.cy`."""
    name, dot, code = slug.partition(".")
    locale = {"": ENGLISH, "cy": WELSH}.get(code) if dot == "" or code else None
    country = find_country_by_slug(name) if locale else None
    item = find_advice(country, locale) if country and locale else None
    if item is None or locale is None or item.locale != locale.code:
        return _no_document()
    return _as_json(request, build_document(item))


@require_safe
def govuk_index(request: HttpRequest) -> HttpResponseBase:
    """Return the index of all countries as GOV.UK's content API does."""
    return _as_json(request, build_index(public_advice(ENGLISH).in_locale(ENGLISH.code)))


def _as_json(request: HttpRequest, document: dict[str, Any]) -> HttpResponseBase:
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return apply_caching(request, response, public=True, varies_by_cookie=False)


def _no_document() -> HttpResponse:
    headers = {"Cache-Control": PRIVATE, "Access-Control-Allow-Origin": "*"}
    return JsonResponse({"errors": [{"status": "404", "title": "Not found"}]}, status=404, headers=headers)
