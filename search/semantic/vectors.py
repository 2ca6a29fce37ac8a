"""The vectors of documents: computed when the first index is written, and stored in the database for the others."""

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
PASSAGE_WORDS = 120
"""Long texts are split: they have many meanings, and the mean of their vectors would be none of them."""
MAX_PASSAGES = 50


def add_vectors(
    documents: Iterable[SearchDocument], keep_alive: Callable[[], object] = lambda: None
) -> Iterator[SearchDocument]:
    """Yield the documents with their vectors, if search by meaning is configured; `keep_alive` is called regularly,
    because a large model is slow."""
    model, remaining = configured_model(), iter(documents)
    if model is None:
        yield from remaining
        return
    while batch := list(islice(remaining, BATCH)):
        stored = ItemEmbedding.objects.filter(model=model.label, item__in=[document.item_id for document in batch])
        vectors = {(row.item_id, row.edition_id): bytes(row.vectors) for row in stored}
        if missing := [document for document in batch if (document.item_id, document.edition_id) not in vectors]:
            keep_alive()
            vectors |= _compute_and_store(missing, model)
        for document in batch:
            yield replace(document, vectors=vectors[document.item_id, document.edition_id])


def delete_vectors(item_ids: Collection[UUID]) -> None:
    """Delete the vectors of items that left the index, so that none is left after a redaction."""
    if configured_model() is not None and item_ids:
        ItemEmbedding.objects.filter(item__in=item_ids).delete()


def delete_unused_vectors() -> None:
    """Delete the vectors of other models; all vectors, if search by meaning is not configured."""
    model = configured_model()
    ItemEmbedding.objects.exclude(model=model.label if model else "").delete()


def unpack_vectors(vectors: bytes, dimensions: int) -> "Vectors":
    """Return stored vectors as an array with one row per passage."""
    import numpy as np

    return np.frombuffer(vectors, dtype="<f2").reshape(-1, dimensions).astype(np.float32)


def split_passages(document: SearchDocument) -> list[str]:
    """Split a document's text into passages, each starting with its title."""
    body = document.body.split()[: PASSAGE_WORDS * MAX_PASSAGES]
    title = f"{document.title} {' '.join(document.keywords.split())}".strip()
    starts = range(0, max(1, len(body)), PASSAGE_WORDS)
    return [f"{title}. {' '.join(body[start : start + PASSAGE_WORDS])}" for start in starts]


def _compute_and_store(documents: list[SearchDocument], model: Model) -> dict[tuple[UUID, int], bytes]:
    texts = [split_passages(document) for document in documents]
    rows = iter(model.vectors([passage for passages in texts for passage in passages]))
    now, computed = timezone.now(), []
    for document, passages in zip(documents, texts, strict=True):
        vectors = b"".join(row.astype("<f2").tobytes() for row in islice(rows, len(passages)) if row.any())
        computed.append(
            ItemEmbedding(
                item_id=document.item_id,
                edition_id=document.edition_id,
                model=model.label,
                vectors=vectors,
                made_at=now,
            )
        )
    ItemEmbedding.objects.bulk_create(
        computed,
        update_conflicts=True,
        unique_fields=["item", "model"],
        update_fields=["edition_id", "vectors", "made_at"],
    )
    return {(row.item_id, row.edition_id): bytes(row.vectors) for row in computed}
