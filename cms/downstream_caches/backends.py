"""Wagtail's backends, which say what failed instead of logging it, and wait for seconds instead of for ever."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, HTTPBackend

_caches = PoolManager(timeout=2, retries=1)


class PurgeError(Exception):
    """A cache in front may still have what is over."""


class HttpBackend(HTTPBackend):
    """Varnish, Squid or nginx: a PURGE for each address. 404 is the answer of some where nothing was kept."""

    def purge(self, url: str) -> None:
        """Purge an address."""
        parts = urlsplit(url)
        address = urlunsplit((self.cache_scheme, self.cache_netloc, parts.path, parts.query, ""))
        response = _ask("PURGE", address, headers={"Host": parts.netloc})
        if response.status not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise PurgeError(f"{self.cache_netloc} answered {response.status} to a PURGE")


class CloudflareUrlBackend(CloudflareBackend):
    """Cloudflare's API: 30 addresses at a time."""

    def _purge_urls(self, urls: Sequence[str]) -> None:
        headers = {"Authorization": f"Bearer {self.cloudflare_token}"}
        response = _ask("POST", settings.CLOUDFLARE_PURGE_URL, json={"files": list(urls)}, headers=headers)
        if response.status != HTTPStatus.OK:
            raise PurgeError(f"Cloudflare answered {response.status} to a purge")


def _ask(method: str, address: str, **said: Any) -> BaseHTTPResponse:
    try:
        return _caches.request(method, address, **said)
    except HTTPError as error:
        raise PurgeError(f"{urlsplit(address).netloc} does not answer: {type(error).__name__}") from error
