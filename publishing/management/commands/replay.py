"""Rebuild a consumer from the start of the log: manage.py replay search."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from publishing.consumers.registry import consumers
from publishing.consumers.worker import feed
from publishing.models import Change, Cursor

WORKER = f"replay:{os.getpid()}"


class Command(BaseCommand):
    help = "Resets a consumer and feeds it the whole publishing log again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("consumer", help=f"one of: {', '.join(consumers) or 'none is registered'}")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["consumer"]
        consumer = consumers.get(name)
        if consumer is None:
            raise CommandError(f"No consumer is named {name}. There are: {', '.join(consumers)}.")
        cursor, _ = Cursor.objects.get_or_create(pk=name)
        if not cursor.acquire(WORKER):
            raise CommandError(f"A worker is feeding {name}. Stop it, or wait a few seconds and try again.")
        consumer.reset()
        cursor.advance(WORKER, 0)
        with tqdm(total=Change.objects.count(), unit=" changes", desc=name) as progress:
            for size in feed(consumer, cursor, WORKER):
                progress.update(size)
        cursor.release(WORKER)
