"""Addresses under /admin/ that are not Wagtail's own: uploaded files, for those who may enter the admin."""

from django.urls import URLPattern, path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views.serve import serve

from cms.media import media, never_stored

urlpatterns: list[URLPattern] = [
    path("admin/media/<path:name>", never_stored(require_admin_access(media)), name="cms_media"),
    re_path(r"^admin/document-files/(\d+)/(.*)$", never_stored(require_admin_access(serve)), name="wagtaildocs_serve"),
]
