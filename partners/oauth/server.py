"""The authorisation server: Authlib's, with one grant. A client is a key: its id is the key's prefix, its secret the
whole key."""

import logging
from hmac import compare_digest
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.integrations.django_oauth2.requests import DjangoOAuth2Payload, DjangoOAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from django.http import HttpRequest

from partners.models import ApiKey, KeyState
from partners.oauth.access import LIFETIME, issue_access_token
from partners.oauth.scopes import get_scope
from partners.tokens import MARKER, parse_token

METHODS = ["client_secret_basic", "client_secret_post"]

logging.getLogger("authlib").setLevel(logging.INFO)  # below INFO it logs the tokens that it issues


class KeyClient(ClientMixin):  # type: ignore[misc]
    """A key as an OAuth client."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def get_client_id(self) -> str:
        """Return the key's prefix."""
        return f"{MARKER}{self.key.prefix}"

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is the key's text."""
        token = parse_token(client_secret)
        return token is not None and compare_digest(token.digest, self.key.digest)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Whether the client may authenticate in this way."""
        return method in METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client may use a grant: only client credentials."""
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the requested scope if the key has it, or the full scope by default; None rejects the request."""
        whole = get_scope(self.key)
        return whole if not scope else scope if set(scope.split()) <= set(whole.split()) else None


class KeysGrant(ClientCredentialsGrant):  # type: ignore[misc]
    """The client credentials grant, with API keys."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class TokenRequest(DjangoOAuth2Request):  # type: ignore[misc]
    """A request for Authlib, as if over TLS: production redirects all others (hub/settings/), and development has no
    TLS."""

    def __init__(self, request: HttpRequest) -> None:
        address = f"https://{request.get_host()}{request.path}"
        OAuth2Request.__init__(self, request.method, address, headers=request.headers)
        self.payload = DjangoOAuth2Payload(request)
        self._request = request


class Server(AuthorizationServer):  # type: ignore[misc]
    """Finds clients among the keys, and stores no tokens."""

    def query_client(self, client_id: str) -> KeyClient | None:
        """Return the key with this id, if it is active."""
        if not client_id.isascii() or not client_id.removeprefix(MARKER).isalnum():
            return None
        key = ApiKey.objects.select_related("partner").filter(prefix=client_id.removeprefix(MARKER)).first()
        return KeyClient(key) if key and key.state() is KeyState.ACTIVE else None

    def create_oauth2_request(self, request: HttpRequest) -> TokenRequest:
        """Return the request for Authlib."""
        return TokenRequest(request)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Store nothing: tokens are self-contained."""

    def create_bearer_token_generator(self) -> Any:
        """Return the generator of tokens."""
        return BearerTokenGenerator(_text, expires_generator=int(LIFETIME.total_seconds()))


def _text(client: KeyClient, grant_type: str, user: None, scope: str) -> str:
    return issue_access_token(client.key.prefix, scope)


server = Server(None, None)
server.register_grant(KeysGrant)
