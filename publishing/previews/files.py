"""Tokens with which the browser of a front end's reader may fetch the files of a previewed draft."""

from uuid import UUID

from publishing.infrastructure.sealed_tokens import SealError, seal, unseal
from publishing.models import Asset, PreviewedDocument
from publishing.previews.documents import find_preview_by_id
from publishing.previews.sites import find_site

_PURPOSE = b"previewed file"
_ID_BYTES = 16


def file_token(preview: PreviewedDocument, asset: Asset) -> str:
    """Return the token for one file of a preview. It is valid as long as the preview can be read."""
    return seal(preview.pk.bytes + asset.pk.bytes, _PURPOSE)


def is_file_token(token: str, asset: Asset) -> bool:
    """Whether a token was issued for this file, and its preview can still be read with a key that is still accepted."""
    try:
        data = unseal(token, _PURPOSE)
    except SealError:
        return False
    if data[_ID_BYTES:] != asset.pk.bytes:
        return False
    preview = PreviewedDocument.objects.filter(pk=UUID(bytes=data[:_ID_BYTES])).first()
    site = find_site(preview.key) if preview else None
    return site is not None and preview is not None and find_preview_by_id(preview.pk, site) is not None
