"""robots.txt for crawlers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from website.http.caching import apply_caching

RULES = """\
User-agent: *
Disallow: /account/
Disallow: /admin/
Disallow: /cy/account/
Disallow: /cy/datblygwyr/search/
Disallow: /cy/feedback/
Disallow: /developers/search/
Disallow: /feedback/
Disallow: /graphql
Disallow: /search/
Disallow: /cy/chwilio/

Sitemap: {base}/sitemap.xml
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Return robots.txt."""
    text = RULES.format(base=settings.BASE_URL)
    response = HttpResponse(text, content_type="text/plain")
    return apply_caching(request, response, public=True, varies_by_cookie=False)
