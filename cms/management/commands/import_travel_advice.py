"""Import the Foreign Office's travel advice: manage.py import_travel_advice FILE|DIR|-."""

import logging
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from tqdm import tqdm

from cms.importing.creation import find_section
from cms.importing.importer import Importer
from cms.importing.lock import AlreadyRunningError, import_lock
from cms.importing.mapping import CannotMapError
from cms.importing.reading import Read, read_documents
from cms.importing.report import Report
from cms.importing.sources.govuk_travel_advice import SOURCE


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or not is_aware(found):
        raise ArgumentTypeError(f"{text!r} is not a time with an offset, such as 2026-11-29T09:00:00Z")
    return found


class Command(BaseCommand):
    help = (
        "Imports travel advice in the format of GOV.UK's content API. Running it again changes nothing, unless a"
        " document has changed. Exits with status 1 if a document failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("location", help="a JSON file, a folder of them, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, and show what would change")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")
        parser.add_argument("--user", help="the account that imports, which must be allowed to publish")
        parser.add_argument("--fetched-at", type=_moment, help="when the documents were fetched (default: their dates)")
        parser.add_argument("--all", action="store_true", help="compare documents that were imported before as well")
        parser.add_argument("--replace", action="store_true", help="also replace pages that were written here")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report(SOURCE.name, options["dry_run"])
        try:
            self._import(report, **options)
        except CommandError:
            if report.counts.total():
                self._write(report, **options)
            raise
        self._write(report, **options)
        if report.has_failures:
            raise CommandError("Some documents were not imported: see the report.", returncode=1)

    def _write(self, report: Report, **options: Any) -> None:
        self.stdout.write(report.as_json() if options["json"] else "\n".join(report.lines()))

    def _import(self, report: Report, **options: Any) -> None:
        """Import the documents, and add to the report what became of each."""
        with (
            _reporting_errors(),
            import_lock(SOURCE.name, is_needed=not options["dry_run"]) as renew,
            _progress_bar(options["verbosity"]) as bar,
        ):
            user = _find_user(options["user"])
            importer = Importer(
                SOURCE, user, dry_run=options["dry_run"], everything=options["all"], replace=options["replace"]
            )
            for result in importer.run(_count(read_documents(options["location"], options["fetched_at"]), bar, renew)):
                renew()
                report.add(result)


def _find_user(name: str | None) -> Any:
    """Return the account, None if none is named. Raises CommandError if it may not publish travel advice."""
    section = find_section(SOURCE, settings.LANGUAGE_CODE)
    if name is None:
        return None
    user = get_user_model().objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account {name!r}.")
    permissions = section.permissions_for_user(user)
    if not (permissions.can_add_subpage() and permissions.can_publish_subpage()):
        raise CommandError(f"The account {name!r} may not publish travel advice.")
    return user


def _count(documents: Iterable[Read], bar: "tqdm[Any]", renew: Callable[[], None]) -> Iterator[Read]:
    for document in documents:
        renew()
        yield document
        bar.update()


@contextmanager
def _progress_bar(verbosity: int) -> Iterator["tqdm[Any]"]:
    """Show progress on a terminal, or with --verbosity 2. The lines that Wagtail logs for each page would break it."""
    logging.disable(logging.INFO)
    try:
        with tqdm(unit=" documents", disable={0: True, 1: None}.get(verbosity, False)) as bar:
            yield bar
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _reporting_errors() -> Iterator[None]:
    """Turn expected errors into one clear line. Documents that were imported before stay so."""
    try:
        yield
    except (CannotMapError, AlreadyRunningError, ImproperlyConfigured) as error:
        raise CommandError(str(error)) from None
    except KeyboardInterrupt:
        raise CommandError("Interrupted. Run it again: it continues where it was.", returncode=130) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'The documents'}: {error.strerror or error}.") from None
    except (DatabaseError, InterfaceError) as error:
        problem = str(error).strip().rstrip(".")
        raise CommandError(f"{problem}. Is the database migrated and reachable? Then run it again.") from None
