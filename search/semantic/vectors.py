"""The vectors of documents: made by whoever writes an index first, and kept in the database for the others."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from search.documents.search_document import SearchDocument
from search.models import ItemEmbedding
from search.semantic.embedding import Model, configured_model

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

BATCH = 20
WORDS = 120
"""Of a passage: a long text has many meanings, and their mean is none of them."""
MOST_PASSAGES = 50


def add_vectors(
    documents: Iterable[SearchDocument], alive: Callable[[], object] = lambda: None
) -> Iterable[SearchDocument]:
    """Return the documents with their vectors, where search goes by meaning too; `alive` is called now and then: a
    large model takes its time."""
    model = configured_model()
    return documents if model is None else _with_vectors(iter(documents), model, alive)


def delete_vectors(item_ids: Collection[UUID]) -> None:
    """Delete what is kept of items that left the index, so that it outlives no redaction."""
    if configured_model() is not None and item_ids:
        ItemEmbedding.objects.filter(item__in=item_ids).delete()


def delete_unused_vectors() -> None:
    """Delete what was kept for another model, or before search went by words alone again."""
    model = configured_model()
    ItemEmbedding.objects.exclude(model=model.label if model else "").delete()


def unpack_vectors(vectors: bytes, dimensions: int) -> "Vectors":
    """Return the rows that are kept in so many bytes."""
    import numpy as np

    return np.frombuffer(vectors, dtype="<f2").reshape(-1, dimensions).astype(np.float32)


def split_passages(document: SearchDocument) -> list[str]:
    """Return a document's text in pieces, each under its title."""
    words = document.body.split()[: WORDS * MOST_PASSAGES]
    title = f"{document.title} {' '.join(document.keywords.split())}".strip()
    return [f"{title}. {' '.join(words[start : start + WORDS])}" for start in range(0, max(1, len(words)), WORDS)]


def _with_vectors(
    documents: Iterator[SearchDocument], model: Model, alive: Callable[[], object]
) -> Iterator[SearchDocument]:
    while batch := list(islice(documents, BATCH)):
        kept = ItemEmbedding.objects.filter(model=model.label, item__in=[document.item_id for document in batch])
        rows = {(row.item_id, row.edition_id): bytes(row.vectors) for row in kept}
        if missing := [document for document in batch if (document.item_id, document.edition_id) not in rows]:
            alive()
            rows |= _made(missing, model)
        for document in batch:
            yield replace(document, vectors=rows[document.item_id, document.edition_id])


def _made(documents: list[SearchDocument], model: Model) -> dict[tuple[UUID, int], bytes]:
    pieces = [split_passages(document) for document in documents]
    rows = iter(model.vectors([piece for some in pieces for piece in some]))
    now, made = timezone.now(), []
    for document, some in zip(documents, pieces, strict=True):
        vectors = b"".join(row.astype("<f2").tobytes() for row in islice(rows, len(some)) if row.any())
        made.append(
            ItemEmbedding(
                item_id=document.item_id,
                edition_id=document.edition_id,
                model=model.label,
                vectors=vectors,
                made_at=now,
            )
        )
    ItemEmbedding.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["item", "model"], update_fields=["edition_id", "vectors", "made_at"]
    )
    return {(row.item_id, row.edition_id): bytes(row.vectors) for row in made}
