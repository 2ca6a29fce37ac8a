"""A base for consumers of the log that purge downstream caches."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from threading import Timer
from time import monotonic

from publishing.models import Change

logger = logging.getLogger(__name__)

REPEAT_SECONDS = 1.0
"""When a purge is repeated: a response rendered before the change may reach a cache after the first purge."""
PAUSE_SECONDS = 2.0
"""The pause after a failed purge: CDNs limit the rate of requests, and the worker has other consumers to run."""


_embedders: list[Callable[[], Iterable[str]]] = []


def register_embedders(source: Callable[[], Iterable[str]]) -> None:
    """Register a function that returns the slugs of partners that show cards; called from an app's `ready()`."""
    _embedders.append(source)


def list_embedders() -> list[str]:
    """Return the slugs of the partners that show cards, which are in the cards' URLs."""
    return [slug for source in _embedders for slug in source()]


class PurgeError(Exception):
    """A downstream cache may still hold stale responses."""


class PurgeConsumer(ABC):
    """Purges what each change makes stale, and repeats every purge that succeeded after a second."""

    name: str

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failed: tuple[float, str] | None = None

    @abstractmethod
    def find_stale(self, changes: Sequence[Change]) -> list[str]:
        """Return the URLs or tags of all responses that the changes may have made stale."""

    @abstractmethod
    def purge(self, keys: Sequence[str]) -> None:
        """Purge URLs or tags from all caches. Raises PurgeError if one of them did not accept it."""

    def consume(self, changes: Sequence[Change]) -> None:
        """Purge what the changes made stale. On a PurgeError the worker sends the same changes again."""
        if self._failed and self._clock() - self._failed[0] < PAUSE_SECONDS:
            raise PurgeError(self._failed[1])
        keys = self.find_stale(changes)
        if not keys:
            return
        try:
            self.purge(keys)
        except PurgeError as error:
            self._failed = self._clock(), str(error)
            raise
        self._failed = None
        # Only now: the second after the last cache accepted the purge counts. A failed purge is retried as a whole.
        repeat = Timer(REPEAT_SECONDS, self._purge_again, [keys])
        repeat.daemon = True
        repeat.start()

    def _purge_again(self, keys: Sequence[str]) -> None:
        try:
            self.purge(keys)
        except PurgeError as error:
            logger.warning("%s (when the purge was repeated)", error)

    def reset(self) -> None:  # noqa: B027 - nothing to override
        """Stateless: a replay purges again."""
