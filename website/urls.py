"""The website's URLs. The last pattern matches every path, so include them after all others (hub/urls.py)."""

from django.urls import URLPattern, path, re_path

from website.views.account import SignIn, SignOut
from website.views.assets import asset, image
from website.views.cards import card
from website.views.click_reports import report_click
from website.views.content import content
from website.views.country_places import country_places
from website.views.developers import (
    ask_for_a_key,
    changes,
    documentation,
    download_example,
    download_introspection,
    download_sdl,
    example_queries,
    graphiql,
    guide,
    schema_reference,
    schema_type,
    search_documentation,
)
from website.views.feeds import (
    country_feed,
    everything_feed,
    feed_index,
    kind_feed,
    region_feed,
    status_feed,
    topic_feed,
)
from website.views.markings import markings
from website.views.oembed import oembed
from website.views.page_feedback import give_feedback, thanks, what_was_wrong
from website.views.print_styles import print_styles
from website.views.robots import robots
from website.views.search import search, suggest
from website.views.sitemaps import sitemap
from website.views.threat_level import threat_level
from website.views.travel_data import areas, govuk_document, govuk_index

app_name = "website"


def _localised(
    home: str, name: str, search_path: str, threat_path: str, markings_path: str, developers: str
) -> list[URLPattern]:
    """Return the pages that every language has beside its content items; their names differ by a prefix."""
    form = r"(?P<form>atom|json)"
    slug = r"(?P<slug>[-\w]+)"
    return [
        path(f"{home}{search_path}/", search, name=f"{name}search"),
        path(f"{home}{search_path}/suggest", suggest, name=f"{name}suggest"),
        path(f"{home}{threat_path}/", threat_level, name=f"{name}threat-level"),
        path(f"{home}{markings_path}/", markings, name=f"{name}markings"),
        *_developers(f"{home}{developers}/", name),
        path(f"{home}account/login/", SignIn.as_view(), name=f"{name}login"),
        path(f"{home}account/logout/", SignOut.as_view(), name=f"{name}logout"),
        path(f"{home}feedback/<uuid:content_id>/", give_feedback, name=f"{name}feedback"),
        path(f"{home}feedback/<uuid:content_id>/problem/", what_was_wrong, name=f"{name}feedback-problem"),
        path(f"{home}feedback/<uuid:content_id>/thanks/", thanks, name=f"{name}feedback-thanks"),
        path(f"{home}feeds/", feed_index, name=f"{name}feeds"),
        re_path(rf"^{home}feeds/all\.{form}$", everything_feed, name=f"{name}feed"),
        re_path(rf"^{home}feeds/(?P<kind>[-\w]+)\.{form}$", kind_feed, name=f"{name}feed-kind"),
        re_path(rf"^{home}feeds/topic/{slug}\.{form}$", topic_feed, name=f"{name}feed-topic"),
        re_path(rf"^{home}feeds/country/{slug}\.{form}$", country_feed, name=f"{name}feed-country"),
        re_path(rf"^{home}feeds/region/{slug}\.{form}$", region_feed, name=f"{name}feed-region"),
        re_path(rf"^{home}feeds/status/{slug}\.{form}$", status_feed, name=f"{name}feed-status"),
        path(f"{home}embed/<slug:partner>/travel-advice/<slug:country>/", card, name=f"{name}card"),
        re_path(
            rf"^{home}embed/(?P<partner>[-\w]+)/travel-advice/(?P<country>[-\w]+)/(?P<theme>light|dark)/$",
            card,
            name=f"{name}card-theme",
        ),
        path(f"{home}api/travel-advice/areas.geojson", areas, name=f"{name}areas"),
    ]


def _developers(home: str, name: str) -> list[URLPattern]:
    """Return the developers' pages of a language. Their own parts are the same in each: so are the links in guides."""
    return [
        path(home, documentation, name=f"{name}developers"),
        path(f"{home}schema/", schema_reference, name=f"{name}developers-schema"),
        re_path(rf"^{home}schema/(?P<type_name>[A-Za-z]\w*)/$", schema_type, name=f"{name}developers-type"),
        path(f"{home}guides/<slug:slug>/", guide, name=f"{name}developers-guide"),
        path(f"{home}examples/", example_queries, name=f"{name}developers-examples"),
        path(f"{home}examples/<slug:slug>.graphql", download_example, name=f"{name}developers-example"),
        path(f"{home}schema.graphql", download_sdl, name=f"{name}developers-sdl"),
        path(f"{home}introspection.json", download_introspection, name=f"{name}developers-introspection"),
        path(f"{home}changelog/", changes, name=f"{name}developers-changelog"),
        path(f"{home}ask-for-a-key/", ask_for_a_key, name=f"{name}developers-key"),
        path(f"{home}search/", search_documentation, name=f"{name}developers-search"),
    ]


urlpatterns: list[URLPattern] = [
    *_localised("", "", "search", "threat-level", "markings", "developers"),
    *_localised("cy/", "cy-", "chwilio", "lefel-bygythiad", "marciadau", "datblygwyr"),
    path("developers/graphiql/", graphiql, name="graphiql"),
    path("search/report", report_click, name="search-report"),
    path("geography/places.json", country_places, name="country-places"),
    path("assets/<uuid:key>/<str:filename>", asset, name="asset"),
    re_path(
        r"^images/(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<size>\d{1,5}(?:-\d{1,5}){3}/\d{1,5}x\d{1,5})/"
        r"(?P<signature>[-\w]{43})\.(?P<extension>avif|webp|jpg)$",
        image,
        name="image",
    ),
    re_path(r"^print-(?P<version>[0-9a-f]{12})\.css$", print_styles, name="print-styles"),
    path("oembed", oembed, name="oembed"),
    path("api/content/foreign-travel-advice", govuk_index, name="govuk-index"),
    re_path(r"^api/content/foreign-travel-advice/(?P<slug>[^/]+)$", govuk_document, name="govuk-document"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:page>.xml", sitemap, name="sitemap-page"),
    path("robots.txt", robots, name="robots"),
    path("", content, name="home"),
    path("<path:path>", content, name="content"),
]
