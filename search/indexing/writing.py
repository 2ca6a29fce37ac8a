"""Items into an index, as they are now. What cannot be made or is refused is told, and the rest goes on."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from uuid import UUID

from django.db import DatabaseError

from search.documents.search_document import SearchDocument, build_documents, latest_versions
from search.engines.interface import Index, LogPosition, RejectedDocument
from search.semantic.vectors import add_vectors, delete_vectors

Made = tuple[list[SearchDocument], list[RejectedDocument]]


def write_items(
    index: Index,
    item_ids: Collection[UUID],
    position: LogPosition | None = None,
    known: Mapping[UUID, int] | None = None,
) -> list[RejectedDocument]:
    """Write what the items are now to an index and move it to `position`; return what it could not take in.

    That leaves the index: what stood there before may have had a wider audience. The items are read once the engine
    draws them. Where only one may write, nobody writes an older state of them in between. `known` are the versions that
    the index has of items which may be unknown to the log.
    """
    gone = dict(known or {})
    unmade: list[RejectedDocument] = []

    def documents() -> Iterator[SearchDocument]:
        versions = latest_versions(item_ids)
        made, failed = build_or_reject(versions)
        unmade.extend(failed)
        gone.update(versions)
        for document in add_vectors(made):
            del gone[document.item_id]
            yield document

    refused = index.write(documents(), gone, position)
    delete_vectors(gone)
    return unmade + refused


def build_or_reject(versions: Mapping[UUID, int]) -> Made:
    """Return the documents of items, given with their versions, and those that cannot be made: found by halving, so
    that one bad row costs the others little."""
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
