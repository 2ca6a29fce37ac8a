"""Compares Wagtail's live pages and snippets with the log."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError

from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from cms.lifecycle.release_gate import NotReleasedError, check_removal
from cms.lifecycle.sync import is_published, sync_page, sync_snippet
from cms.pages.base import HubPage
from cms.release.models import Proposal
from cms.release.proposing import propose_removal
from cms.snippets.base import PublishedSnippet
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition, item_id
from publishing.log.record import record_withdrawal
from publishing.models import Actor, ContentItem

COMMAND = "manage.py reconcile"
"""Who proposes to withdraw what is lost."""


class Problem(StrEnum):
    """A way in which they differ."""

    MISSING = "missing: live in Wagtail, unknown to readers"
    STALE = "stale: readers have different content"
    MISPLACED = "misplaced: readers find it at a different path"
    EXTRA = "extra: readers have it, but Wagtail does not"
    INVALID = "invalid: live in Wagtail, but it cannot be published"


@dataclass(frozen=True)
class Difference:
    """A difference and how to repair it, None if only an editor can."""

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
            rows: Any = model._default_manager.all()
            yield from (row for row in rows.select_related("locale").iterator() if row.is_published())


def find_differences(every_source: Iterator[Any]) -> Iterator[Difference]:
    """Compare the sources with the log's live items. Extra items come first: they free paths for the others."""
    known = {
        pk: _Known(content_hash, path)
        for pk, content_hash, path in ContentItem.objects.filter(gone="").values_list(
            "pk", "edition__content_hash", "path"
        )
    }
    expected: set[UUID] = set()
    found: list[Difference] = []
    for source in every_source:
        expected |= {item_id(source.translation_key, language) for language in source.edition_languages()}
        found += _compare(source, known)
    extra = ContentItem.objects.slim().filter(pk__in=set(known) - expected).order_by("pk")
    by_content: dict[UUID, list[ContentItem]] = defaultdict(list)
    for item in extra:
        by_content[item.content_id].append(item)
    for item in extra:
        yield Difference(Problem.EXTRA, str(item), partial(_withdraw_extra, item, by_content[item.content_id]))
    yield from found


def _withdraw_extra(item: ContentItem, same: list[ContentItem]) -> Proposal | None:
    """Withdraw an item that Wagtail does not have. If that needs a second person, propose it in all languages."""
    try:
        check_removal(item.content_id, item.locale)
    except NotReleasedError:
        return propose_removal(same, Actor.named(COMMAND))
    record_withdrawal(item.content_id, item.locale)
    return None


def _compare(source: Any, known: dict[UUID, _Known]) -> Iterator[Difference]:
    name = f"{source._meta.verbose_name} “{source}” ({source.locale.language_code}, id {source.pk})"
    try:
        editions = [minor_if_text_is_unchanged(edition) for edition in source.build_editions()]
    except (ValueError, ValidationError) as error:
        yield Difference(Problem.INVALID, f"{name}: {error}", None)
        return
    sync = sync_page if isinstance(source, HubPage) else sync_snippet
    for edition in editions:
        if problem := _find_problem(edition, known.get(edition.id)):
            yield Difference(problem, f"{name} at {edition.path}", partial(sync, source))


def _find_problem(edition: NewEdition, item: _Known | None) -> Problem | None:
    if item is None:
        return Problem.MISSING
    if item.content_hash != edition.content_hash():
        # The hash also differs if a release of the software changed the shape of editions: that is no problem.
        row = ContentItem.objects.select_related("edition").filter(pk=edition.id, gone="").first()
        if row is None or not is_unchanged(row, edition):
            return Problem.STALE
    return Problem.MISPLACED if item.path != edition.path else None
