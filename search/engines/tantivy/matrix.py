"""All embedding vectors in this process's memory, for tantivy: exact cosine similarity with every passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from search.engines.interface import LogPosition
from search.models import ItemEmbedding
from search.semantic.vectors import unpack_vectors

if TYPE_CHECKING:
    from search.semantic.embedding import Model, Vectors

OVERLAP = timedelta(minutes=1)
"""Recent rows are read again: they may have been committed after rows with later timestamps."""
BATCH = 50

EditionKey = tuple[UUID, int]
"""An item, and the edition that its vectors are of."""


class VectorMatrix:
    """One model's vectors. Those of removed items stay in memory, but the index no longer finds the items."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lock = Lock()
        self._position: LogPosition | None = None
        self._newest: datetime | None = None
        self._rows: dict[EditionKey, Vectors] = {}
        self._stacked: tuple[Vectors, NDArray[np.intp], Sequence[EditionKey]] | None = None

    def nearest(self, vector: Vectors, floor: float, position: LogPosition) -> Iterator[list[EditionKey]]:
        """Yield the editions with a passage of at least this similarity, in batches, the nearest first. The vectors of
        an index at this position are loaded first."""
        with self._lock:
            if position != self._position:
                self._load_new()
                self._position = position
            stacked = self._stacked
        if stacked is None:
            return
        vectors, starts, known = stacked
        cosines = np.maximum.reduceat(vectors @ vector, starts)
        near = np.flatnonzero(cosines >= floor)
        ranked = near[np.argsort(-cosines[near], kind="stable")]
        for start in range(0, len(ranked), BATCH):
            yield [known[number] for number in ranked[start : start + BATCH]]

    def _load_new(self) -> None:
        """Read new rows, and join all vectors in one array: one product is much faster than many."""
        rows = ItemEmbedding.objects.filter(model=self._model.label)
        if self._newest is not None:
            rows = rows.filter(made_at__gte=self._newest - OVERLAP)
        found = list(rows.order_by("made_at"))
        fresh = [row for row in found if row.vectors and (row.item_id, row.edition_id) not in self._rows]
        if not fresh:
            return
        self._newest = found[-1].made_at
        replaced = {row.item_id for row in fresh}
        kept = {known: vectors for known, vectors in self._rows.items() if known[0] not in replaced}
        kept |= {
            (row.item_id, row.edition_id): unpack_vectors(bytes(row.vectors), self._model.dimensions) for row in fresh
        }
        stack = np.concatenate(list(kept.values()))
        starts = np.cumsum([0, *(len(vectors) for vectors in kept.values())])[:-1]
        self._rows = dict(zip(kept, np.split(stack, starts[1:]), strict=True))
        self._stacked = stack, starts, tuple(kept)


@cache
def get_matrix(model: Model) -> VectorMatrix:
    """Return this process's matrix for a model."""
    return VectorMatrix(model)
