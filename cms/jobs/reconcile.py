"""Comparing what Wagtail holds live with what the log says readers have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError

from cms.lifecycle.minor_editions import minor_if_only_files_differ
from cms.lifecycle.sync import is_published, sync_page, sync_snippet
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition, item_id
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem


class Problem(StrEnum):
    """A way in which the two differ."""

    MISSING = "missing: live in Wagtail, unknown to readers"
    STALE = "stale: readers have another text"
    MISPLACED = "misplaced: readers find it at another path"
    EXTRA = "extra: readers have it, Wagtail does not"
    INVALID = "invalid: live in Wagtail, but it cannot be published as it is"


@dataclass(frozen=True)
class Difference:
    """One difference, and what mends it; nothing does when an editor must."""

    problem: Problem
    what: str
    repair: Callable[[], object] | None


@dataclass(frozen=True)
class _Known:
    content_hash: str
    path: str | None


def sources() -> Iterator[Any]:
    """Yield every page and snippet that readers should have."""
    for model in apps.get_app_config("cms").get_models():
        if issubclass(model, HubPage):
            yield from filter(is_published, model.objects.filter(live=True).select_related("locale").iterator())
        elif issubclass(model, PublishedSnippet):
            rows: Iterator[Any] = model._default_manager.select_related("locale").iterator()
            yield from (row for row in rows if row.is_published())


def find_differences(every_source: Iterator[Any]) -> Iterator[Difference]:
    """Compare the sources with the log's live items. Extra items come first: they free paths for the others."""
    known = {
        pk: _Known(content_hash, path)
        for pk, content_hash, path in ContentItem.objects.filter(gone="").values_list(
            "pk", "edition__content_hash", "path"
        )
    }
    expected: set[UUID] = set()
    found = []
    for source in every_source:
        expected.add(item_id(source.translation_key, source.locale.language_code))
        if drift := _compare(source, known):
            found.append(drift)
    yield from _extra(set(known) - expected)
    yield from found


def _compare(source: Any, known: dict[UUID, _Known]) -> Difference | None:
    name = f"{source._meta.verbose_name} “{source}” ({source.locale.language_code}, id {source.pk})"
    try:
        document = minor_if_only_files_differ(source.build_edition())
    except (ValueError, ValidationError) as error:
        return Difference(Problem.INVALID, f"{name}: {error}", None)
    problem = _problem(document, known.get(document.id))
    return Difference(problem, f"{name} at {document.path}", partial(_settle, source)) if problem else None


def _problem(document: NewEdition, item: _Known | None) -> Problem | None:
    if item is None:
        return Problem.MISSING
    if item.content_hash != document.content_hash() and not _is_recorded(document):
        return Problem.STALE
    return Problem.MISPLACED if item.path != document.path else None


def _is_recorded(document: NewEdition) -> bool:
    """Whether it is only the shape that differs from the edition's: a release of the software changed that."""
    item = ContentItem.objects.select_related("edition").filter(pk=document.id, gone="").first()
    return item is not None and is_unchanged(item, document)


def _settle(source: Any) -> object:
    return sync_page(source) if isinstance(source, HubPage) else sync_snippet(source)


def _extra(pks: set[UUID]) -> Iterator[Difference]:
    for pk in sorted(pks):
        item = ContentItem.objects.get(pk=pk)
        yield Difference(Problem.EXTRA, str(item), partial(record_withdrawal, item.content_id, item.locale))
