"""Caches in front are told which addresses are over, as a consumer of the log."""

import logging
from collections.abc import Callable, Sequence
from threading import Timer
from time import monotonic

from wagtail.contrib.frontend_cache.utils import get_backends

from cms.downstream_caches.affected_urls import find_affected_urls
from cms.downstream_caches.backends import PurgeError
from publishing.models import Change

logger = logging.getLogger(__name__)

AGAIN_AFTER = 1.0
"""Seconds after which it is said once more: an old page may have been on its way to a cache the first time."""
PAUSE = 2.0
"""Seconds between attempts: a network's interface counts them, and the worker has others to feed."""


class DownstreamCacheConsumer:
    """Purges the addresses that each change concerns."""

    name = "front-caches"

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failed: tuple[float, str] | None = None

    def consume(self, changes: Sequence[Change]) -> None:
        """Tell all caches; an UnpurgedError if one of them did not take it. Told twice, nothing is lost."""
        if self._failed and self._clock() - self._failed[0] < PAUSE:
            raise PurgeError(self._failed[1])
        urls = find_affected_urls(changes)
        if not urls:
            return
        try:
            purge(urls)
        except PurgeError as error:
            self._failed = self._clock(), str(error)
            raise
        self._failed = None
        again = Timer(AGAIN_AFTER, _purge_again, [urls])
        again.daemon = True
        again.start()

    def reset(self) -> None:
        """Nothing is taken in: a replay purges anew."""


def purge(urls: Sequence[str]) -> None:
    """Tell every cache."""
    for backend in get_backends().values():
        backend.purge_batch(urls)


def _purge_again(urls: Sequence[str]) -> None:
    try:
        purge(urls)
    except PurgeError as error:
        logger.warning("%s (when it was repeated)", error)
