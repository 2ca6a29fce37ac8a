"""Addresses of published files, and the pass that lets an editor's preview show files nobody may see yet."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from publishing.models import Asset

PREVIEW_SECONDS = 3600
_signer = TimestampSigner(salt="website.assets.preview")


def address_of_asset(asset: Asset, preview_for: int | None = None) -> str:
    """Return a file's address. With `preview_for`, the id of an account, it carries that account's pass."""
    address = reverse("website:asset", args=[asset.key, asset.filename])
    if preview_for is None:
        return address
    return f"{address}?{urlencode({'preview': _signer.sign(f'{asset.key}.{preview_for}')})}"


def has_preview_pass(asset: Asset, user_id: int | None, token: str) -> bool:
    """Whether `token` was given to this account for this file within the hour."""
    if user_id is None or not token:
        return False
    try:
        return _signer.unsign(token, max_age=PREVIEW_SECONDS) == f"{asset.key}.{user_id}"
    except BadSignature:
        return False
