"""The front ends of partners that show drafts, for editors."""

from collections.abc import Iterator

from partners.models import ApiKey
from publishing.previews.sites import PreviewSite


def list_preview_sites() -> Iterator[PreviewSite]:
    """Yield the front end of each key that is accepted and has a preview URL. One query."""
    for key in ApiKey.objects.showing_drafts():
        yield PreviewSite(key.prefix, f"{key.partner.name} ({key.label})", key.preview_url, key.viewer())
