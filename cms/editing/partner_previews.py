"""Previews in partners' front ends. The preview panel offers them; a draft is shown only once the editor says so."""

from functools import partial
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from wagtail.log_actions import LogFormatter, log

from cms.editing.preview import describe_error
from cms.editing.source_maps import build_source_map
from cms.files.published import only_visible_files
from cms.lifecycle.previews import check_embargo
from publishing.log.new_edition import NewEdition
from publishing.previews.documents import find_refusal, record_preview
from publishing.previews.sites import PreviewSite, find_site, preview_sites

PREVIEWED = "cms.preview_at_partner"
"""The action in a page's history."""
_MODE = "partner:"
ENDED = "This front end does not show drafts any more."


class PartnerPreviewFormatter(LogFormatter):
    """Says in a page's history where its draft was previewed."""

    label = "Preview at a partner"

    def format_message(self, log_entry: Any) -> str:
        """Return which partner's front end it was."""
        return f"Previewed the draft at {log_entry.data['site']}"


def partner_modes() -> list[tuple[str, str]]:
    """Return a mode of the preview for each front end."""
    return [(_MODE + site.key, f"At {site.name}") for site in preview_sites()]


def find_partner_key(mode: str) -> str:
    """Return the key of the front end that a mode is for, "" if it is for none."""
    return mode.removeprefix(_MODE) if mode.startswith(_MODE) else ""


def render_partner_preview(request: HttpRequest, page: Any, key: str) -> HttpResponseBase:
    """Offer to show a draft in a front end, or say why that is not possible."""
    site = find_site(key)
    problem = _find_problem(page, site) if site else ENDED
    # Browsers also check `form-action` where the hub redirects to.
    sources = {"frame-ancestors": [SELF], "form-action": [SELF, *([site.origin] if site else [])]}
    context = {"page": page, "site": site, "problem": problem}
    return csp_replace(sources)(partial(render, template_name="cms/preview_at_partner.html", context=context))(request)


def preview_at_partner(page: Any, site: PreviewSite, user: Any) -> str:
    """Store a draft for a front end, and return the URL at which the front end shows it.

    Raises PreviewRefusedError or ValidationError, whose message is for the editor.
    """
    edition = _build_edition(page)
    token = record_preview(edition, site, build_source_map(page, edition), str(user.pk))
    log(page, PREVIEWED, user=user, data={"site": site.name})
    return site.url(token)


def _build_edition(page: Any) -> NewEdition:
    check_embargo(page)
    with only_visible_files():
        edition: NewEdition = page.build_edition()
    return edition


def _find_problem(page: Any, site: PreviewSite) -> str:
    try:
        return find_refusal(_build_edition(page), site.viewer)
    except (ValueError, ValidationError) as error:
        return describe_error(error)
