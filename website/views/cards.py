"""The card of a country's travel advice, which partners show on their websites in an iframe.

Browsers show it only on the websites that are registered for the partner in the address. It has no script and no
cookie, and contains public content only.
"""

from functools import partial

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from partners.models import Partner
from publishing.geography.countries import find_country_by_slug
from publishing.geography.foreign_office import ALL_COUNTRIES, foreign_office_url
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.models import ContentItem
from publishing.text.url_paths import public_url
from website.exports.advice import find_advice, find_withdrawn_advice
from website.http.caching import apply_caching
from website.lists.alerts import alert_lines
from website.locales import Locale, locale_for_path
from website.pages.layout import Context
from website.views.errors import not_found

POLICY = {"default-src": [NONE], "style-src": [SELF], "font-src": [SELF], "base-uri": [NONE], "form-action": [NONE]}


@require_safe
def card(request: HttpRequest, partner: str, country: str, theme: str = "") -> HttpResponseBase:
    """Return a card. An unknown partner, one that is not active and one without websites are the same as no page."""
    origins = Partner.find_embed_origins(partner)
    if not origins:
        return not_found(request)
    found = find_country_by_slug(country)
    if found and found.slug != country:  # a former or another name
        return HttpResponsePermanentRedirect(request.path.replace(f"/{country}/", f"/{found.slug}/"))
    show = partial(_show, country=country, theme=theme, origins=origins)
    return csp(POLICY | {"frame-ancestors": origins})(xframe_options_exempt(show))(request)


def _show(request: HttpRequest, country: str, theme: str, origins: list[str]) -> HttpResponseBase:
    locale = locale_for_path(request.path)
    with locale.activate():
        context, status = _build_context(country, locale)
        html = render_to_string("embed/card.html", {"locale": locale, "theme": theme, **context})
    response = HttpResponse(html, status=status)
    response["Content-Language"] = locale.tag
    # The policy is part of what is cached: another website makes another version.
    return apply_caching(request, response, public=True, varies_by_cookie=False, also=" ".join(origins).encode())


def _build_context(slug: str, locale: Locale) -> tuple[Context, int]:
    """Return what the card shows, and the status: withdrawn advice is shown as such, and never an empty card."""
    country = find_country_by_slug(slug)
    if country is None:
        return {"foreign_office": ALL_COUNTRIES}, 404
    foreign_office = foreign_office_url(country) or ALL_COUNTRIES
    context: Context = {"country": country.name(locale.language), "foreign_office": foreign_office}
    if item := find_advice(country, locale):
        return context | _describe(item), 200
    if gone := find_withdrawn_advice(country, locale):
        return context | {"gone": gone, "gone_at": gone.gone_at or gone.expires_at}, 410
    return context, 404


def _describe(item: ContentItem) -> Context:
    assert item.edition is not None, "a visible item has an edition"
    details = item.edition.content(item.kind).details
    assert isinstance(details, TravelAdviceDetails)
    review_date = item.edition.review_date
    return {
        "item": item,
        "details": details,
        "lines": alert_lines(details.headline),
        "alerts": [alert for alert in details.alerts if alert.areas],
        "reviewed_at": item.edition.reviewed_at,
        "overdue_since": review_date if review_date and review_date < timezone.localdate() else None,
        "provenance": details.provenance,
        "url": public_url(str(item.path)) if item.path else None,
    }
