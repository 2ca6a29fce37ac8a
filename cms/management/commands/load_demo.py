"""Load the demonstration content: manage.py load_demo."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from cms.loading import CannotLoadError
from cms.loading.demonstration import Step, is_loaded, load


class Command(BaseCommand):
    help = "Publishes the demonstration content (cms/demo) as editors would. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with _reporting_errors():
            if is_loaded():
                self.stdout.write("The demonstration is already loaded; later edits are kept.")
                return
            with _without_info_logs(), tqdm(unit=" steps", disable=not options["verbosity"]) as bar:
                count = load(lambda plan: _show_progress(bar, plan))
        self.stdout.write(f"Loaded the demonstration in {count} steps.")


@contextmanager
def _reporting_errors() -> Iterator[None]:
    """Turn expected errors into one clear line. After any of them the database is unchanged."""
    try:
        yield
    except CannotLoadError as error:
        raise CommandError(str(error)) from None
    except KeyboardInterrupt:
        raise CommandError("Interrupted: nothing was loaded. Run it again.", returncode=130) from None
    except (OSError, DatabaseError) as error:
        raise CommandError(f"Nothing was loaded: {error}. Is the database migrated, and is there disk space?") from None


@contextmanager
def _without_info_logs() -> Iterator[None]:
    """Suppress the eight lines that Wagtail logs for each page, which would break the progress bar."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _show_progress(bar: "tqdm[Any]", plan: list[Step]) -> Iterator[Step]:
    """Yield each step, and show it while it runs."""
    bar.reset(len(plan))
    for step in plan:
        bar.set_postfix_str(step.title)
        yield step
        bar.update()
