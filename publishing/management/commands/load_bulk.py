"""Publish an invented corpus: manage.py load_bulk --items 10000."""

import gc
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from publishing.log.bulk import record_first_publications
from publishing.management.corpus import PATH, SHARED, corpus
from publishing.models import ContentItem

BATCH = 1000
# SQLite has no queue for its lock: pause long enough for waiting writers to find it free (hub/sqlite.py).
TURN = 0.03


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 5_000_000:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to 5,000,000")
    return int(text)


class Command(BaseCommand):
    help = "Publishes a generated corpus directly to the log, for benchmarks. Run again, it adds more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--items", type=_count, required=True, help="how many items to add")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Not in production: a generated corpus must not be mixed with real content.")
        loaded = ContentItem.objects.filter(path__startswith=PATH).count()
        # Items are only added at the end of the corpus.
        count, first = options["items"], loaded + SHARED if loaded else 0
        documents = corpus(first, count)
        with tqdm(total=count, unit=" items") as progress, _no_garbage_collection():
            while batch := list(islice(documents, BATCH)):
                record_first_publications(batch)
                progress.update(len(batch))
                if connection.vendor == "sqlite":
                    time.sleep(TURN)
        self.stdout.write(f"Published {count} items, numbers {first} to {first + count - 1}.")


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Disable garbage collection: a batch has thousands of objects without cycles, and collecting took a third of the
    time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
