"""Imports the documents of one source, each in its own transaction: a bad one neither stops the rest nor leaves half a
page."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from cms.importing.content import PageContent
from cms.importing.differences import describe_differences
from cms.importing.links import PageLinks
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.publication import create_page, find_page, find_section, publish_created, relink, update_page
from cms.importing.reading import Document, Read
from cms.importing.review import HeldError, Outcome, Review, review
from cms.lifecycle.transactions import log_transaction
from cms.pages.imported import ImportedPage
from cms.release.sources import WAITS, SourceRelease

logger = logging.getLogger(__name__)


@dataclass
class Result:
    """What became of one document."""

    name: str
    outcome: Outcome
    key: str = ""
    title: str = ""
    problem: str = ""
    """Why it failed or is held."""
    remarks: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    differences: list[str] = field(default_factory=list)


class Importer:
    """A run of an import. With `dry_run` nothing is written, and the results say what would be."""

    def __init__(self, source: Source, user: Any = None, *, dry_run: bool = False, everything: bool = False) -> None:
        self._source, self._user, self._dry_run = source, user, dry_run
        self._links = PageLinks(source)
        self._release = SourceRelease(source.publisher, user)
        rows = ImportedPage.objects.filter(source=source.name)
        done = rows.filter(status=ImportedPage.Status.PUBLISHED, page__isnull=False)
        self._known = {} if everything else dict(done.values_list("sha256", "key"))
        self._seen: set[str] = set()

    def run(self, documents: Iterable[Read]) -> Iterator[Result]:
        """Import documents, and yield what became of each. New pages are published at the end, with their links."""
        created: dict[str, Result] = {}
        for document in documents:
            result = self._import_safely(document)
            if result.outcome is Outcome.CREATED and not self._dry_run:
                created[result.key] = result
            else:
                yield result
        if not self._dry_run:
            yield from self._publish_created(created)
            self._relink()

    def _import_safely(self, document: Read) -> Result:
        if not isinstance(document, Document):
            return Result(document.name, Outcome.FAILED, problem=document.problem)
        if key := self._known.get(document.sha256):
            return Result(document.name, Outcome.UNCHANGED, key)
        mapped: MappedPage | None = None
        try:
            mapped = self._source.map(document)
            with nullcontext() if self._dry_run else log_transaction():
                result = self._import(document, mapped)
        except Exception as error:
            result = _explain(document.name, error)
        if mapped is not None:
            result.key, result.title, result.remarks = mapped.key, str(mapped.state["title"]), mapped.remarks
        return result

    def _import(self, document: Document, mapped: MappedPage) -> Result:
        if mapped.key in self._seen:
            raise CannotMapError("An earlier document of this run is about the same page.")
        row = ImportedPage.objects.filter(source=self._source.name, key=mapped.key).first()
        if row is not None and mapped.version_at < row.version_at:
            raise HeldError(f"It is older than the last import, of {row.version_at:%d %B %Y at %H:%M}.")
        if mapped.withdrawn_at is not None:
            raise HeldError(f"Its publisher withdrew it on {mapped.withdrawn_at:%d %B %Y}.")
        page = find_page(self._source, mapped, row)
        self._seen.add(mapped.key)
        if row is not None and page is not None and not page.live and not page.latest_revision_id:
            if row.status == ImportedPage.Status.CREATED:  # by a run that was interrupted
                return Result(document.name, Outcome.CREATED)
            self._discard(page, row)
            page = None
        if page is None:
            return self._create(document, mapped)
        return self._update(document, mapped, page, row)

    def _discard(self, page: Any, row: ImportedPage) -> None:
        """Delete a page that was held and that no editor has touched: the new document replaces it."""
        if not self._dry_run:
            row.delete()
            page.delete()

    def _create(self, document: Document, mapped: MappedPage) -> Result:
        slots = list(mapped.state)
        result = Result(document.name, Outcome.HELD if mapped.doubts else Outcome.CREATED)
        result.problem = " ".join(mapped.doubts.values())
        if self._dry_run:
            find_section(self._source, mapped.locale)
            result.differences = list(describe_differences({}, mapped.state, slots))
        else:
            create_page(self._source, mapped, self._links, self._user)
        return result

    def _update(self, document: Document, mapped: MappedPage, page: Any, row: ImportedPage | None) -> Result:
        _check_can_be_changed(page, mapped, row)
        content = PageContent(page, self._links)
        if row is None:
            row = ImportedPage(
                source=self._source.name, key=mapped.key, page=page, status=ImportedPage.Status.PUBLISHED
            )
            found = review(mapped, None, page, content)
        else:
            found = review(mapped, row, page, content)
        result = _describe(document.name, found)
        if not self._dry_run and not update_page(page, found, content, row, self._links, self._release):
            result.outcome, result.problem = Outcome.HELD, WAITS
        return result

    def _publish_created(self, results: dict[str, Result]) -> Iterator[Result]:
        """Publish the pages that this run created, and those of a run that was interrupted."""
        waiting = ImportedPage.objects.filter(source=self._source.name, status=ImportedPage.Status.CREATED)
        for row in waiting.filter(page__isnull=False).order_by("pk"):
            result = results.get(row.key) or Result("", Outcome.CREATED, row.key)
            try:
                with log_transaction():
                    publish_created(row, self._source, self._links, self._release)
            except Exception as error:
                with log_transaction():
                    self._source.page_type.objects.get(pk=row.page_id).delete()
                    row.delete()
                failed = _explain(result.name, error)
                result.outcome, result.problem = failed.outcome, failed.problem
            yield result

    def _relink(self) -> None:
        """Point links to the pages that have been created since the linking page was published."""
        rows = ImportedPage.objects.filter(source=self._source.name, status=ImportedPage.Status.PUBLISHED)
        for row in rows.exclude(wanted_links=[]).filter(page__isnull=False):
            if self._links.exist(row.wanted_links):
                with log_transaction():
                    relink(row, self._source, self._links, self._release)


def _check_can_be_changed(page: Any, mapped: MappedPage, row: ImportedPage | None) -> None:
    """Raise HeldError if an import must leave the page alone."""
    other = getattr(page, "imported", None)
    if row is None and other is not None:
        raise CannotMapError(f"The page about the same was imported as {other.key!r}.")
    if not page.live:
        raise HeldError("The page is not published here.")
    if page.locked:
        raise HeldError("The page is locked.")
    if scheduled := page.scheduled_revision:
        raise HeldError(f"A version is scheduled for {scheduled.approved_go_live_at:%d %B %Y at %H:%M}.")


def _describe(name: str, found: Review) -> Result:
    outcome = Outcome.UPDATED if found.changes_page else Outcome.HELD if found.held else Outcome.UNCHANGED
    result = Result(name, outcome, held=tuple(found.held), kept=found.merge.kept)
    result.problem = " ".join(dict.fromkeys(found.held.values()))
    result.differences = list(describe_differences(found.ours, found.merge.state, found.merge.taken))
    if found.is_newly_reviewed:
        result.differences.append(f"reviewed: {found.mapped.reviewed_at:%d %B %Y at %H:%M}")
    waiting = describe_differences(found.ours, found.mapped.state, found.merge.conflicts)
    result.differences += [f"waits for an editor: {line}" for line in waiting]
    return result


def _explain(name: str, error: Exception) -> Result:
    """Return the result of a document that was not imported."""
    match error:
        case HeldError():
            return Result(name, Outcome.HELD, problem=str(error))
        case CannotMapError():
            return Result(name, Outcome.FAILED, problem=str(error))
        case ValidationError():
            return Result(name, Outcome.FAILED, problem=" ".join(error.messages))
        case ValueError():
            return Result(name, Outcome.FAILED, problem=str(error)[:500])
    logger.error("%s could not be imported", name, exc_info=error)
    problem = "The database refused it" if isinstance(error, DatabaseError) else "It could not be imported"
    return Result(name, Outcome.FAILED, problem=f"{problem}: {type(error).__name__}. The log has the details.")
