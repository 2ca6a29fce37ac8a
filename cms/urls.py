"""URLs of ours under /admin/: uploaded files, suggestions of tags, review; for users with access to the admin."""

from django.urls import URLPattern, path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views.serve import serve

from cms.admin.outlines import serve_outlines
from cms.admin.partner_previews import PreviewAtPartner
from cms.files.admin_views import no_store, serve_upload
from cms.release.views import ProposalsView, ProposalView, ProposedPageView, RetractView
from cms.review.report import ReviewReportView
from cms.review.screens import ReviewView
from cms.staff.tags import suggest_tags

urlpatterns: list[URLPattern] = [
    path("admin/tag-autocomplete/", require_admin_access(suggest_tags), name="cms_tags"),
    path("admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", require_admin_access(suggest_tags)),
    path("admin/pages/<int:page_id>/review/", require_admin_access(ReviewView.as_view()), name="cms_review"),
    path("admin/reports/review/", require_admin_access(ReviewReportView.as_view()), name="cms_review_report"),
    path(
        "admin/reports/review/results/",
        require_admin_access(ReviewReportView.as_view(results_only=True)),
        name="cms_review_report_results",
    ),
    path("admin/outlines/<str:code>.json", require_admin_access(serve_outlines), name="cms_outlines"),
    path("admin/media/<path:name>", no_store(require_admin_access(serve_upload)), name="cms_media"),
    path(
        "admin/preview-at-partner/<int:page_id>/<str:key>/",
        no_store(require_admin_access(PreviewAtPartner.as_view())),
        name="cms_preview_at_partner",
    ),
    path("admin/releases/", require_admin_access(ProposalsView.as_view()), name="cms_proposals"),
    path("admin/releases/<int:proposal_id>/", require_admin_access(ProposalView.as_view()), name="cms_proposal"),
    path(
        "admin/releases/<int:proposal_id>/<int:change_id>/<str:side>/",
        no_store(require_admin_access(ProposedPageView.as_view())),
        name="cms_proposed_page",
    ),
    path("admin/retract/page/<int:page_id>/", require_admin_access(RetractView.as_view()), name="cms_retract_page"),
    path(
        "admin/retract/<slug:model>/<int:snippet_id>/",
        require_admin_access(RetractView.as_view()),
        name="cms_retract_snippet",
    ),
    re_path(r"^admin/document-files/(\d+)/(.*)$", no_store(require_admin_access(serve)), name="wagtaildocs_serve"),
]
