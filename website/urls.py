"""The website's addresses. The last one takes every path: include them after all others (hub/urls.py)."""

from django.urls import URLPattern, path, re_path

from website.views.account import SignIn, SignOut
from website.views.assets import asset
from website.views.click_reports import report
from website.views.content import content
from website.views.feeds import everything, listed, of_country, of_kind, of_topic
from website.views.robots import robots
from website.views.search import search, suggest
from website.views.sitemaps import sitemap
from website.views.threat_level import threat_level

app_name = "website"


def _in_language(home: str, name: str, search_path: str, threat_path: str) -> list[URLPattern]:
    """The pages that every language has. They are no items, and their names differ by a prefix."""
    form = r"(?P<form>atom|json)"
    slug = r"(?P<slug>[-\w]+)"
    return [
        path(f"{home}{search_path}/", search, name=f"{name}search"),
        path(f"{home}{search_path}/suggest", suggest, name=f"{name}suggest"),
        path(f"{home}{threat_path}/", threat_level, name=f"{name}threat-level"),
        path(f"{home}account/login/", SignIn.as_view(), name=f"{name}login"),
        path(f"{home}account/logout/", SignOut.as_view(), name=f"{name}logout"),
        path(f"{home}feeds/", listed, name=f"{name}feeds"),
        re_path(rf"^{home}feeds/all\.{form}$", everything, name=f"{name}feed"),
        re_path(rf"^{home}feeds/(?P<kind>[-\w]+)\.{form}$", of_kind, name=f"{name}feed-kind"),
        re_path(rf"^{home}feeds/topic/{slug}\.{form}$", of_topic, name=f"{name}feed-topic"),
        re_path(rf"^{home}feeds/country/{slug}\.{form}$", of_country, name=f"{name}feed-country"),
    ]


urlpatterns: list[URLPattern] = [
    *_in_language("", "", "search", "threat-level"),
    *_in_language("cy/", "cy-", "chwilio", "lefel-bygythiad"),
    path("search/report", report, name="search-report"),
    path("assets/<uuid:key>/<str:filename>", asset, name="asset"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:page>.xml", sitemap, name="sitemap-page"),
    path("robots.txt", robots, name="robots"),
    path("", content, name="home"),
    path("<path:path>", content, name="content"),
]
