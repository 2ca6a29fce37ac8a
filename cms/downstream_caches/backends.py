"""Wagtail's frontend cache backends, except that a failed purge raises, and requests time out after two seconds."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, HTTPBackend

from publishing.consumers.purging import PurgeError

_pool = PoolManager(timeout=2, retries=1)


class HttpBackend(HTTPBackend):
    """Varnish, Squid or nginx: a PURGE request for each URL. Some answer 404 if they hold nothing for it."""

    def purge(self, url: str) -> None:
        """Purge one URL."""
        parts = urlsplit(url)
        address = urlunsplit((self.cache_scheme, self.cache_netloc, parts.path, parts.query, ""))
        response = _request("PURGE", address, headers={"Host": parts.netloc})
        if response.status not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise PurgeError(f"{self.cache_netloc} answered {response.status} to a PURGE request")


class CloudflareUrlBackend(CloudflareBackend):
    """Cloudflare's API: 30 URLs in a request."""

    def _purge_urls(self, urls: Sequence[str]) -> None:
        headers = {"Authorization": f"Bearer {self.cloudflare_token}"}
        response = _request("POST", settings.CLOUDFLARE_PURGE_URL, json={"files": list(urls)}, headers=headers)
        if response.status != HTTPStatus.OK:
            raise PurgeError(f"Cloudflare answered {response.status} to a purge request")


def _request(method: str, address: str, **options: Any) -> BaseHTTPResponse:
    try:
        return _pool.request(method, address, **options)
    except HTTPError as error:
        raise PurgeError(f"{urlsplit(address).netloc} does not answer: {type(error).__name__}") from error
