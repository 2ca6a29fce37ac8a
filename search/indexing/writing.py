"""Writes the current state of items to an index. Documents that fail or are rejected do not stop the others."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from uuid import UUID

from django.db import DatabaseError

from search.documents.search_document import SearchDocument, build_documents, latest_versions, with_translations
from search.engines.interface import Index, LogPosition, RejectedDocument
from search.semantic.vectors import add_vectors, delete_vectors

Built = tuple[list[SearchDocument], list[RejectedDocument]]


def write_items(
    index: Index,
    item_ids: Collection[UUID],
    position: LogPosition | None = None,
    indexed: Mapping[UUID, int] | None = None,
) -> list[RejectedDocument]:
    """Write the current state of items to an index and move it to `position`; return the rejected documents.

    Rejected documents are removed from the index: their earlier version may have had a wider audience. The items are
    read once the engine requests their documents, so where only one process may write, an older state cannot be written
    in the meantime. `indexed` holds the versions that the index has of items which may be unknown to the log.
    """
    removed = dict(indexed or {})
    unbuildable: list[RejectedDocument] = []

    def documents() -> Iterator[SearchDocument]:
        versions = latest_versions(with_translations(item_ids))
        built, failed = build_or_reject(versions)
        unbuildable.extend(failed)
        removed.update(versions)
        for document in add_vectors(built):
            del removed[document.item_id]
            yield document

    rejected = index.write(documents(), removed, position)
    delete_vectors(removed)
    return unbuildable + rejected


def build_or_reject(versions: Mapping[UUID, int]) -> Built:
    """Build the documents of these versions of items; return them and those that cannot be built. Failures are found by
    bisection, so that one bad row costs the others little."""
    try:
        return list(build_documents(versions)), []
    except DatabaseError:
        raise
    except Exception as error:
        if len(versions) == 1:
            ((item_id, version),) = versions.items()
            return [], [RejectedDocument(item_id, version, f"{type(error).__name__}: {error}")]
    items = iter(versions.items())
    first, second = (build_or_reject(dict(islice(items, count))) for count in (len(versions) // 2, len(versions)))
    return first[0] + second[0], first[1] + second[1]
