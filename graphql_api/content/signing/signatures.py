"""The types of signatures, and the JSON Web Key Set to verify them with."""

import strawberry
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from graphql_api.base.fields import field
from graphql_api.content.signing.keys import ALGORITHM, SigningKey, public_keys

SIGNING_COST = 20
MAX_AGE = 300


@strawberry.type(
    description="A signature that proves that the hub published an edition. To verify it, see docs/api/signing.md."
)
class EditionSignature:
    key: strawberry.Private[SigningKey]
    signed: strawberry.Private[bytes]

    @field("The ID of the key in `signingKeys` that verifies the signature.")
    def key_id(self) -> str:
        return self.key.public.key_id

    @field("Always `Ed25519` (RFC 8032).")
    def algorithm(self) -> str:
        return ALGORITHM

    @field("The signature over the bytes of `canonical` in UTF-8, as base64url.")
    def value(self) -> str:
        return self.key.sign(self.signed)

    @field("The canonical edition as JSON (RFC 8785): the parts that you may see, with links as references.")
    def canonical(self) -> str:
        return self.signed.decode()


@strawberry.type(description="A public key with which editions are, were or will be signed.")
class VerifyingKey:
    key_id: str = strawberry.field(description="The thumbprint of the key (RFC 7638).")
    algorithm: str = strawberry.field(description="Always `Ed25519` (RFC 8032).")
    x: str = strawberry.field(description="The key, 32 bytes as base64url: the `x` of its JSON Web Key (RFC 8037).")


@strawberry.type
class SigningQuery:
    @field("The keys to verify signatures with, current key first. Fetch them once from `/.well-known/jwks.json`.")
    def signing_keys(self) -> list[VerifyingKey] | None:
        return [VerifyingKey(key_id=key.key_id, algorithm=ALGORITHM, x=key.x) for key in public_keys()]


@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    """Return the public keys as a JSON Web Key Set (RFC 7517), without `alg`, which RFC 8037 and RFC 9864 name
    differently."""
    keys = [{"kty": "OKP", "crv": ALGORITHM, "x": key.x, "kid": key.key_id, "use": "sig"} for key in public_keys()]
    response = JsonResponse({"keys": keys}, content_type="application/jwk-set+json")
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
