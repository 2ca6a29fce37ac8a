"""Signatures: proof that a text comes from the hub. Needs `cryptography` (the extra `signatures`)."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_COMPARED_IN_BLOCKS = ("html", "text", "title", "caption")
# Addresses of links within the hub are not signed: they change when a page moves.
_INTERNAL_LINK = re.compile(r'<a href="[^"]*" (data-(?:content|asset)=)')


class SignatureError(ValueError):
    """The signature is wrong, its key is not known, or the content is not what was signed."""


def fetch_keys(url: str) -> dict[str, Any]:
    """Return the hub's public keys. Keep them, and fetch them again when `verify` does not know a key."""
    keys: dict[str, Any] = httpx.get(f"{url.rstrip('/')}/.well-known/jwks.json").raise_for_status().json()
    return keys


def verify(content: Mapping[str, Any], jwks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the signed edition that a response's content shows. Raises SignatureError.

    It proves that the hub published the text, not that it is still valid: check `expiresAt`.
    """
    signature = content["edition"]["signature"]
    key = next((key for key in jwks["keys"] if key["kid"] == signature["keyId"]), None)
    if key is None:
        raise SignatureError("The key is not known: fetch the keys again")
    signed = signature["canonical"]
    try:
        Ed25519PublicKey.from_public_bytes(_decode(key["x"])).verify(_decode(signature["value"]), signed.encode())
    except InvalidSignature:
        raise SignatureError("The signature is wrong") from None
    edition: dict[str, Any] = json.loads(signed)
    _compare(content, edition)
    return edition


def _compare(content: Mapping[str, Any], edition: Mapping[str, Any]) -> None:
    # An absent text is null in a response, and may be empty in what was signed.
    shown = {**content, **content["edition"], "edition": content["edition"].get("number", edition["edition"])}
    for name in shown.keys() & edition.keys() - {"body", "image"}:
        if (shown[name] or "") != (edition[name] or ""):
            raise SignatureError(f"{name} is not what was signed")
    blocks = {block["id"]: block for block in edition["body"]}
    if "body" in content and [block["id"] for block in content["body"]] != list(blocks):
        raise SignatureError("The blocks are not those that were signed")
    for block in content.get("body", []):
        for name in _COMPARED_IN_BLOCKS:
            if name in block and _INTERNAL_LINK.sub(r"<a \1", block[name] or "") != blocks[block["id"]][name]:
                raise SignatureError(f"{name} of a block is not what was signed")


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
