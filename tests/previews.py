"""Previews of drafts for tests."""

from typing import Any

from django.utils import timezone

from partners.models import ApiKey
from partners.preview_sites import list_preview_sites
from publishing.log.new_edition import NewEdition
from publishing.models import PreviewedDocument
from publishing.models.previews import LIFETIME, hash_token
from publishing.previews.documents import record_preview
from publishing.previews.sites import PreviewSite
from tests.partners.making import a_key

TEMPLATE = "https://portal.example.org/preview/{token}"
SOURCE_MAP = {
    "edit_url": "https://hub.example.org/admin/pages/9/edit/",
    "fields": {"review_by": "review-section"},
    "blocks": {},
}


def a_front_end(**fields: Any) -> tuple[PreviewSite, str]:
    """Return a partner's front end that shows drafts, and the text of its key."""
    key, text = a_key(preview_url=TEMPLATE, **fields)
    return find_site_of(key), text


def find_site_of(key: ApiKey) -> PreviewSite:
    """Return the front end of a key."""
    return next(site for site in list_preview_sites() if site.key == key.prefix)


def a_preview(draft: NewEdition, site: PreviewSite) -> str:
    """Preview a draft; return the token."""
    return record_preview(draft, site, SOURCE_MAP, "7")


def end_hour(token: str) -> None:
    """Let the hour of a preview pass."""
    PreviewedDocument.objects.filter(token_hash=hash_token(token)).update(created_at=timezone.now() - LIFETIME)
