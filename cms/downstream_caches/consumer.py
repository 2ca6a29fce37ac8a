"""Purges the URLs that each change affects from downstream caches, as a consumer of the log."""

from collections.abc import Sequence

from wagtail.contrib.frontend_cache.utils import get_backends

from cms.downstream_caches.affected_urls import find_affected_urls
from publishing.consumers.purging import PurgeConsumer
from publishing.models import Change


class UrlPurgeConsumer(PurgeConsumer):
    """Purges by URL, through the backends in WAGTAILFRONTENDCACHE."""

    name = "front-caches"

    def find_stale(self, changes: Sequence[Change]) -> list[str]:
        """Return the URLs of pages, feeds and files that changed."""
        return find_affected_urls(changes)

    def purge(self, keys: Sequence[str]) -> None:
        """Send a purge to every cache."""
        for backend in get_backends().values():
            backend.purge_batch(keys)
