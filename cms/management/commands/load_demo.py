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
    help = "Publishes the demonstration content (cms/demo) as editors would. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with _told():
            if is_loaded():
                self.stdout.write("The demonstration is loaded already; what was edited since is kept.")
                return
            with _quiet(), tqdm(unit=" steps", disable=not options["verbosity"]) as bar:
                count = load(lambda plan: _shown(bar, plan))
        self.stdout.write(f"Loaded the demonstration in {count} steps.")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what can go wrong into one clear line. Whatever it is, the database is as it was before."""
    try:
        yield
    except CannotLoadError as error:
        raise CommandError(str(error)) from None
    except KeyboardInterrupt:
        raise CommandError("Interrupted: nothing was loaded. Run it again.", returncode=130) from None
    except (OSError, DatabaseError) as error:
        raise CommandError(f"Nothing was loaded: {error}. Is the database migrated, and is there space?") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Wagtail logs of each page (eight lines) out of the progress bar's way."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _shown(bar: "tqdm[Any]", plan: list[Step]) -> Iterator[Step]:
    """Yield each step, and show it while it is done."""
    bar.reset(len(plan))
    for step in plan:
        bar.set_postfix_str(step.title)
        yield step
        bar.update()
