"""The root URL configuration."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cms.urls")),  # files under /admin/: before Wagtail, which matches every path there
    path("admin/", include(wagtailadmin_urls)),
    path("", include("graphql_api.http.urls")),
    path("", include("partners.urls")),
    path("", include("website.urls")),  # matches every other path, so it comes last
]
handler400 = "website.views.errors.bad_request"
handler403 = "website.views.errors.forbidden"
handler404 = "website.views.errors.not_found"
handler500 = "website.views.errors.server_error"
