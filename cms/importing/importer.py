"""Imports the documents of one source, each in its own transaction: a bad one neither stops the rest nor leaves half a
page."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DatabaseError, InterfaceError, connection, transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.importing.content import PageContent
from cms.importing.creation import create_page, find_section, publish_created
from cms.importing.differences import describe_differences
from cms.importing.links import PageLinks
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.publication import ALERTS, relink, update_page, update_translations
from cms.importing.reading import Document, Read
from cms.importing.review import HeldError, Outcome, Review, review
from cms.lifecycle.transactions import log_transaction
from cms.pages.imported import ImportedPage
from cms.release.sources import SourceRelease

logger = logging.getLogger(__name__)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class Result:
    """What became of one document."""

    name: str
    outcome: Outcome
    key: str = ""
    title: str = ""
    problem: str = ""
    """Why it failed or is held, or what someone has to do now."""
    remarks: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    differences: list[str] = field(default_factory=list)


class Importer:
    """A run of an import. With `dry_run` nothing is written, and the results say what would be."""

    def __init__(
        self,
        source: Source,
        user: Any = None,
        *,
        dry_run: bool = False,
        everything: bool = False,
        replace: bool = False,
    ) -> None:
        self._source, self._dry_run, self._replace = source, dry_run, replace
        self._links, self._release = PageLinks(source), SourceRelease(source.publisher, user)
        self._rows = ImportedPage.objects.filter(source=source.name)
        done = self._rows.filter(status=ImportedPage.Status.PUBLISHED, page__isnull=False)
        self._known = {} if everything else dict(done.values_list("sha256", "key"))
        self._seen: set[str] = set()

    def run(self, documents: Iterable[Read]) -> Iterator[Result]:
        """Import documents, and yield what became of each. New pages are published at the end, with their links."""
        created: dict[str, Result] = {}
        # Our pages index their references themselves when they are saved (cms/lifecycle/recorded_page.py).
        with disable_reference_index_auto_update():
            for document in documents:
                result = self._import_safely(document)
                if result.outcome is Outcome.CREATED and not self._dry_run:
                    created[result.key] = result
                else:
                    yield result
            if not self._dry_run:
                yield from self._publish_created(created)
                yield from self._relink()

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
        self._seen.add(mapped.key)
        row = self._rows.filter(key=mapped.key).first()
        if row is not None and mapped.version_at < row.version_at:
            raise HeldError(f"It is older than the last import, of {row.version_at:%d %B %Y at %H:%M}.")
        if mapped.withdrawn_at is not None:
            raise HeldError(f"Its publisher withdrew it on {mapped.withdrawn_at:%d %B %Y}.")
        page = self._find_page(mapped, row)
        if row is not None and page is not None and not page.live and not page.latest_revision_id:
            if row.status == ImportedPage.Status.CREATED:  # by a run that was interrupted
                return Result(document.name, Outcome.CREATED)
            self._discard(page, row)
            page = None
        if page is None:
            return self._create(document, mapped)
        return self._update(document, mapped, page, row)

    def _find_page(self, mapped: MappedPage, row: ImportedPage | None) -> Any | None:
        """Return the page that a document is about, None if there is none yet."""
        if row is not None:
            if row.page_id is None:
                raise HeldError("The page was deleted here.")
            return self._source.page_type.objects.get(pk=row.page_id)
        pages = self._source.page_type.objects.filter(locale__language_code=mapped.locale, **mapped.lookup)
        return pages.filter(alias_of=None).first()

    def _discard(self, page: Any, row: ImportedPage) -> None:
        """Delete a page that was held and that no editor has touched: the new document replaces it."""
        if not self._dry_run:
            row.delete()
            page.delete()

    def _create(self, document: Document, mapped: MappedPage) -> Result:
        result = Result(document.name, Outcome.HELD if mapped.doubts else Outcome.CREATED)
        result.problem = " ".join(mapped.doubts.values())
        if self._dry_run:
            find_section(self._source, mapped.locale)
            result.differences = list(describe_differences({}, mapped.state, list(mapped.state)))
        else:
            create_page(self._source, mapped, self._links, self._release.user)
        return result

    def _update(self, document: Document, mapped: MappedPage, page: Any, row: ImportedPage | None) -> Result:
        content = PageContent(page, self._links)
        row = row or self._adopt(mapped, page, content)
        _check_can_be_changed(page)
        found = review(mapped, row, page, content.state)
        with log_transaction():
            found = update_page(found, row, page, self._links, self._release)
            has_new_alerts = any(slot.startswith(ALERTS) for slot in found.merge.taken)
            left = list(update_translations(page, self._release)) if has_new_alerts else []
            if self._dry_run:
                transaction.set_rollback(True)
        return _describe(document.name, found, left)

    def _adopt(self, mapped: MappedPage, page: Any, content: PageContent) -> ImportedPage:
        """Return a row for a page that was not imported from this source, which then starts from its content."""
        row = ImportedPage.objects.filter(page=page.pk).first() or ImportedPage(page=page)
        if row.source == self._source.name:
            raise CannotMapError(f"The page about the same was imported as {row.key!r}.")
        if not self._replace:
            origin = f"imported from {row.source}" if row.source else "written here"
            raise HeldError(f"The page was {origin}. The option --replace replaces it.")
        row.source, row.key = self._source.name, mapped.key
        row.base, row.held, row.updated_at = list(content.state.items()), [], LONG_AGO
        return row

    def _publish_created(self, results: dict[str, Result]) -> Iterator[Result]:
        """Publish the pages that this run created, and those of a run that was interrupted."""
        waiting = self._rows.filter(status=ImportedPage.Status.CREATED, page__isnull=False)
        for row in waiting.order_by("pk").iterator():
            result = results.get(row.key) or Result("", Outcome.CREATED, row.key)
            page = self._source.page_type.objects.get(pk=row.page_id)
            try:
                with log_transaction(), self._release.releasing():
                    publish_created(row, page, self._links, self._release.user)
            except Exception as error:
                failed = _explain(result.name, error)
                with log_transaction():
                    page.delete()
                    row.delete()
                result.outcome, result.problem = failed.outcome, failed.problem
            yield result

    def _relink(self) -> Iterator[Result]:
        """Point links to the pages that have been created since the linking page was published."""
        waiting = self._rows.filter(status=ImportedPage.Status.PUBLISHED, page__isnull=False)
        for row in waiting.exclude(wanted_links=[]):
            if self._links.exist(row.wanted_links):
                page = self._source.page_type.objects.get(pk=row.page_id)
                try:
                    with log_transaction():
                        relink(row, page, self._links, self._release)
                except Exception as error:
                    yield _explain(row.key, error)


def _check_can_be_changed(page: Any) -> None:
    """Raise HeldError if an import must leave the page alone."""
    if not page.live:
        raise HeldError("The page is not published here.")
    if page.locked:
        raise HeldError("The page is locked.")
    if scheduled := page.scheduled_revision:
        raise HeldError(f"A version is scheduled for {scheduled.approved_go_live_at:%d %B %Y at %H:%M}.")


def _describe(name: str, found: Review, left: list[Any]) -> Result:
    is_updated = found.merge.taken or found.is_newly_reviewed
    outcome = Outcome.UPDATED if is_updated else Outcome.HELD if found.held else Outcome.UNCHANGED
    result = Result(name, outcome, held=tuple(found.held), kept=found.merge.kept)
    result.problem = " ".join([*dict.fromkeys(found.held.values()), *map(_warn_of_translation, left)])
    merge = found.merge
    result.differences = list(describe_differences(merge.ours, merge.state, merge.taken))
    if found.is_newly_reviewed:
        result.differences.append(f"reviewed: {found.mapped.reviewed_at:%d %B %Y at %H:%M}")
    waiting = describe_differences(merge.ours, merge.theirs, merge.conflicts)
    result.differences += [f"waits for an editor: {line}" for line in waiting]
    return result


def _warn_of_translation(page: Any) -> str:
    """Say that a page in another language, which someone is changing, still says something else."""
    return f"The page in {page.locale.language_name} still has its own alerts."


def _explain(name: str, error: Exception) -> Result:
    """Return the result of a document that was not imported. What would fail for each of them is raised again."""
    if isinstance(error, ImproperlyConfigured) or (isinstance(error, DatabaseError | InterfaceError) and _is_cut_off()):
        raise error
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


def _is_cut_off() -> bool:
    """Whether the connection to the database is lost."""
    return connection.connection is None or not connection.is_usable()
