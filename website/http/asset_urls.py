"""URLs of published files, and the signed preview token that shows an editor the files of a draft."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from publishing.images.addresses import image_path
from publishing.images.sizes import Size
from publishing.models import Asset

PREVIEW_SECONDS = 3600
_signer = TimestampSigner(salt="website.assets.preview")


def asset_url(asset: Asset, preview_user_id: int | None = None) -> str:
    """Return a file's URL. With `preview_user_id` it includes a preview token for that account."""
    return _add_token(reverse("website:asset", args=[asset.key, asset.filename]), asset, preview_user_id)


def rendition_url(source: Asset, size: Size, content_type: str, preview_user_id: int | None = None) -> str:
    """Return the URL of a rendition of an image, in the same way."""
    return _add_token(image_path(source.key, size, content_type), source, preview_user_id)


def _add_token(url: str, asset: Asset, preview_user_id: int | None) -> str:
    if preview_user_id is None:
        return url
    return f"{url}?{urlencode({'preview': _signer.sign(f'{asset.key}.{preview_user_id}')})}"


def is_preview_token(token: str, asset: Asset, user_id: int | None) -> bool:
    """Whether `token` was issued to this account for this file within the last hour."""
    if user_id is None or not token:
        return False
    try:
        return _signer.unsign(token, max_age=PREVIEW_SECONDS) == f"{asset.key}.{user_id}"
    except BadSignature:
        return False
