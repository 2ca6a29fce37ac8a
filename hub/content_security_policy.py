"""Content security policies: strict for public pages, less strict for Wagtail's admin (docs/decisions/0011)."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

from publishing.previews.sites import preview_sites

ADMIN = "/admin/"

PUBLIC_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
# Wagtail's widgets contain inline scripts and styles without nonces, and its editor shows images from blobs.
ADMIN_POLICY = PUBLIC_POLICY | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],  # the editor's preview is an iframe below the same prefix
}


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware, with a policy of its own for the admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of this response; a view's decorators still take precedence."""
        parts = super().get_policy_parts(request=request, response=response, report_only=report_only)
        if request.path_info.startswith(ADMIN) and not report_only and parts.config is None:
            parts.config = ADMIN_POLICY | _iframe_sources(request)
        return parts


def _iframe_sources(request: HttpRequest) -> dict[str, list[str]]:
    """Return the origins of the front ends that the preview panel of a page's edit form shows in its iframe."""
    match = request.resolver_match
    if match is None or match.view_name != "wagtailadmin_pages:edit":
        return {}
    return {"frame-src": [SELF, *sorted({site.origin for site in preview_sites()})]}
