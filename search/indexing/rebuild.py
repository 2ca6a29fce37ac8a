"""An index made anew beside the one that serves: filled, checked, and only then asked.

The worker goes on feeding the one that serves. Whatever ends a rebuild early, that one is still there; what is left of
the new one is swept away by the next rebuild, or by the worker within an hour.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from tqdm import tqdm

from publishing.models import Change, Cursor
from search.documents.search_document import SearchDocument, indexable_batches, indexable_items, latest_versions
from search.engines.interface import DamagedIndexError, EngineUnavailableError, Index, LogPosition, RejectedDocument
from search.indexing.consumer import SearchConsumer, last_sequence, position_at
from search.indexing.index_checks import failed_checks
from search.indexing.writing import build_or_reject, write_items
from search.semantic.vectors import add_vectors

BATCH = 500
"""Items that are read together."""
PORTION = 40
"""Batches that are committed together."""
FEW = 20
"""Changes that are left to the worker: under load there is always one more."""
PAUSES = (2, 4, 8, 16)
"""Seconds before what a busy engine could not do is tried again."""
GRACE_SECONDS = 2.0
"""How long the old index outlives its last question: longer than any search lasts."""

Tell = Callable[[str], object]


class RebuildError(Exception):
    """A rebuild that came to nothing, told to who started it. What served before still does."""


@dataclass(frozen=True)
class RebuildResult:
    """What came of it."""

    documents: int
    set_aside: int


def rebuild(consumer: SearchConsumer, tell: Tell, grace: float = GRACE_SECONDS) -> RebuildResult:
    """Build the consumer's index anew and let it be asked; `tell` is told what goes on. Raises RebuildError."""
    with _explained(), _lease(consumer) as renew:
        consumer.store().delete_unused()
        run = _Run(consumer, consumer.store().create_index(), renew, tell)
        try:
            run.build()
        except BaseException:
            run.delete_unused()
            raise
        consumer.adopt(run.index, list(run.refusals.values()))
        time.sleep(grace)
        run.delete_unused()
        return RebuildResult(run.index.count(), len(run.refusals))


@dataclass
class _Run:
    consumer: SearchConsumer
    index: Index
    renew: Callable[[], None]
    tell: Tell
    position: LogPosition = field(default_factory=LogPosition)
    refusals: dict[UUID, RejectedDocument] = field(default_factory=dict)

    def build(self) -> None:
        """Make the index complete and let it be asked."""
        try:
            self.fill()
            for stage in (self.catch_up, self.check, self.catch_up, self.alive):
                self.patiently(stage)
            self.consumer.store().promote(self.index)
        except Exception:
            self.alive()  # a deleted index shows in many ways: say which it is
            raise

    def fill(self) -> None:
        """Take in all items as they are now. What the log says from here on is taken in later."""
        head = Change.objects.filter(pk=last_sequence()).first()
        total = indexable_items().count()
        self.tell(f"Filling the new index {self.index.name}. Documents: {total:,}.")
        pages = indexable_batches(BATCH)
        with tqdm(total=total, unit=" documents", desc=self.consumer.engine, disable=None) as progress:
            while portion := [list(page) for page in islice(pages, PORTION)]:
                self.patiently(partial(self._take_in, portion, progress))
        self.position = position_at(head) if head else LogPosition()
        self.patiently(lambda: self.index.write((), {}, self.position))

    def catch_up(self) -> None:
        """Take in what was published meanwhile, but for the last few changes."""
        self.tell(f"Taking in what was published since. Changes: {last_sequence() - self.position.sequence:,}.")
        while changes := list(Change.objects.filter(sequence__gt=self.position.sequence)[:BATCH]):
            self.alive()
            item_ids = {change.item_id for change in changes}
            for item_id in item_ids:
                self.refusals.pop(item_id, None)
            position = position_at(changes[-1])
            self._refuse(write_items(self.index, item_ids, position))
            self.position = position
            if len(changes) <= FEW:
                return

    def check(self) -> None:
        """Raise RebuildError if the new index is not what it should be."""
        self.tell("Comparing the new index with the log.")
        if complaints := list(failed_checks(self.index, self.refusals.keys(), self.renew)):
            raise RebuildError("The new index is not in order: " + "; ".join(complaints) + ".")

    def alive(self) -> None:
        """Raise RebuildError when somebody else took over, or deleted the index."""
        self.renew()
        if not self.index.exists():
            raise RebuildError(
                f"The new index {self.index.name} was deleted while it was being built: by hand, or by another process "
                "that thought this one dead. Start again."
            )

    def patiently(self, do: Callable[[], object]) -> None:
        """Do something that may be done twice: once more, and again, while the engine cannot, for it may be busy."""
        for pause in PAUSES:
            try:
                do()
            except DamagedIndexError:  # or deleted: waiting mends neither
                raise
            except EngineUnavailableError as error:
                self.tell(f"{error}. Trying again in {pause} s.")
            else:
                return
            for _ in range(pause):
                time.sleep(1)
                self.renew()
        do()

    def delete_unused(self) -> None:
        """Delete what is not used, if nobody else builds an index by now. Where that fails, others will."""
        with suppress(Exception):
            self.renew()
            self.consumer.store().delete_unused()

    def _take_in(self, batches: list[list[UUID]], progress: "tqdm[Any]") -> None:
        before = progress.n
        try:
            self._refuse(self.index.write(self._documents(batches, progress.update), {}, None))
        except EngineUnavailableError:
            progress.n = before
            raise

    def _documents(self, batches: list[list[UUID]], done: Callable[[int], object]) -> Iterator[SearchDocument]:
        for item_ids in batches:
            self.alive()
            made, failed = build_or_reject(latest_versions(item_ids))
            self._refuse(failed)
            yield from add_vectors(made, self.alive)
            done(len(item_ids))

    def _refuse(self, refusals: list[RejectedDocument]) -> None:
        self.refusals |= {refusal.item_id: refusal for refusal in refusals}


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except RebuildError:
        raise
    except EngineUnavailableError as error:
        raise RebuildError(f"{error}.") from error
    except Exception as error:
        raise RebuildError(f"{type(error).__name__}: {error}") from error


@contextmanager
def _lease(consumer: SearchConsumer) -> Iterator[Callable[[], None]]:
    """Keep other rebuilds out, and sweepers away from what is being built; yield what renews the right to."""
    cursor, _ = Cursor.objects.get_or_create(pk=consumer.rebuild_lease)
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    if not cursor.acquire(holder):
        raise RebuildError(
            f"Another rebuild of {consumer.engine} is under way. If it was killed, wait six seconds and start again."
        )

    def renew() -> None:
        if not cursor.acquire(holder):
            raise RebuildError("Another rebuild has begun, because this one did not move for some seconds.")

    try:
        yield renew
    finally:
        cursor.release(holder)
