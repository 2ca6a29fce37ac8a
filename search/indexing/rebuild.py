"""Rebuilds an index beside the live one: the new index is filled, checked, and only then made live.

The worker keeps the live index up to date during the rebuild. If a rebuild is interrupted, the live index is
unaffected, and the unfinished one is deleted by the next rebuild, or by the worker within an hour.
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
BATCHES_PER_COMMIT = 40
FEW = 20
"""Changes that are left to the worker: under load there is always one more."""
PAUSES = (2, 4, 8, 16)
"""Seconds to wait before each new attempt while an engine is busy."""
GRACE_SECONDS = 2.0
"""How long the old index is kept after the switch: longer than any search takes."""

Report = Callable[[str], object]


class RebuildError(Exception):
    """A rebuild failed, with a message for the person who started it. The live index is unaffected."""


@dataclass(frozen=True)
class RebuildResult:
    """The outcome of a rebuild."""

    documents: int
    set_aside: int


def rebuild(consumer: SearchConsumer, report: Report, grace: float = GRACE_SECONDS) -> RebuildResult:
    """Rebuild the consumer's index and make it live; `report` receives progress messages. Raises RebuildError."""
    with _errors_as_rebuild_errors(), _lease(consumer) as renew_lease:
        consumer.store().delete_unused()
        run = _Rebuild(consumer, consumer.store().create_index(), renew_lease, report)
        try:
            run.build()
        except BaseException:
            run.delete_unused()
            raise
        consumer.adopt(run.index, list(run.rejected.values()))
        time.sleep(grace)
        run.delete_unused()
        return RebuildResult(run.index.count(), len(run.rejected))


@dataclass
class _Rebuild:
    consumer: SearchConsumer
    index: Index
    renew_lease: Callable[[], None]
    report: Report
    position: LogPosition = field(default_factory=LogPosition)
    rejected: dict[UUID, RejectedDocument] = field(default_factory=dict)

    def build(self) -> None:
        """Complete the index and make it live."""
        try:
            self.fill()
            for stage in (self.catch_up, self.check, self.catch_up, self.check_ownership):
                self.retry(stage)
            self.consumer.store().promote(self.index)
        except Exception:
            self.check_ownership()  # a deleted index causes all kinds of errors: report the cause
            raise

    def fill(self) -> None:
        """Write all items in their current state. Later changes are written when catching up with the log."""
        head = Change.objects.filter(pk=last_sequence()).first()
        total = indexable_items().count()
        self.report(f"Filling the new index {self.index.name}. Documents: {total:,}.")
        batches = indexable_batches(BATCH)
        with tqdm(total=total, unit=" documents", desc=self.consumer.engine, disable=None) as progress:
            while committed_together := [list(batch) for batch in islice(batches, BATCHES_PER_COMMIT)]:
                self.retry(partial(self._write_batches, committed_together, progress))
        self.position = position_at(head) if head else LogPosition()
        self.retry(lambda: self.index.write((), {}, self.position))

    def catch_up(self) -> None:
        """Write what was published in the meantime, except for the last few changes."""
        self.report(f"Catching up with the log. Changes: {last_sequence() - self.position.sequence:,}.")
        while changes := list(Change.objects.filter(sequence__gt=self.position.sequence)[:BATCH]):
            self.check_ownership()
            item_ids = {change.item_id for change in changes}
            for item_id in item_ids:
                self.rejected.pop(item_id, None)
            position = position_at(changes[-1])
            self._add_rejected(write_items(self.index, item_ids, position))
            self.position = position
            if len(changes) <= FEW:
                return

    def check(self) -> None:
        """Raise RebuildError if the new index fails its checks."""
        self.report("Comparing the new index with the log.")
        if failures := list(failed_checks(self.index, self.rejected.keys(), self.renew_lease)):
            raise RebuildError("The new index failed its checks: " + "; ".join(failures) + ".")

    def check_ownership(self) -> None:
        """Renew the lease. Raise RebuildError if another process has taken it or if the index was deleted."""
        self.renew_lease()
        if not self.index.exists():
            raise RebuildError(
                f"The new index {self.index.name} was deleted while it was being built: by hand, or by another process "
                "that took this one for dead. Start again."
            )

    def retry(self, action: Callable[[], object]) -> None:
        """Perform an idempotent action, and repeat it while the engine is unavailable: it may be busy."""
        for pause in PAUSES:
            try:
                action()
            except DamagedIndexError:  # or a deleted one: waiting does not help
                raise
            except EngineUnavailableError as error:
                self.report(f"{error}. Trying again in {pause} s.")
            else:
                return
            for _ in range(pause):
                time.sleep(1)
                self.renew_lease()
        action()

    def delete_unused(self) -> None:
        """Delete unused indices, unless another process is rebuilding by now. Failures are ignored: the next rebuild or
        the worker deletes them."""
        with suppress(Exception):
            self.renew_lease()
            self.consumer.store().delete_unused()

    def _write_batches(self, batches: list[list[UUID]], progress: "tqdm[Any]") -> None:
        done = progress.n
        try:
            self._add_rejected(self.index.write(self._build_documents(batches, progress.update), {}, None))
        except EngineUnavailableError:
            progress.n = done
            raise

    def _build_documents(self, batches: list[list[UUID]], advance: Callable[[int], object]) -> Iterator[SearchDocument]:
        for item_ids in batches:
            self.check_ownership()
            built, failed = build_or_reject(latest_versions(item_ids))
            self._add_rejected(failed)
            yield from add_vectors(built, self.check_ownership)
            advance(len(item_ids))

    def _add_rejected(self, documents: list[RejectedDocument]) -> None:
        self.rejected |= {document.item_id: document for document in documents}


@contextmanager
def _errors_as_rebuild_errors() -> Iterator[None]:
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
    """Hold the rebuild lease, which prevents other rebuilds and the deletion of the new index; yield a function that
    renews it."""
    cursor, _ = Cursor.objects.get_or_create(pk=consumer.rebuild_lease)
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    if not cursor.acquire(holder):
        raise RebuildError(
            f"Another rebuild of {consumer.engine} is running. If it was killed, wait six seconds and start again."
        )

    def renew() -> None:
        if not cursor.acquire(holder):
            raise RebuildError("Another rebuild has started, because this one made no progress for some seconds.")

    try:
        yield renew
    finally:
        cursor.release(holder)
