"""Import invented travel advice for all countries: manage.py load_demo_countries."""

import logging
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.importing.review import Outcome
from cms.loading.demonstration import is_loaded
from cms.loading.everywhere import load_countries


class Command(BaseCommand):
    help = "Imports invented travel advice for every country that load_demo has none for. Again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_loaded():
            raise CommandError("Load the demonstration first: manage.py load_demo.")
        logging.disable(logging.INFO)  # Wagtail's lines would break the progress bar
        try:
            with tqdm(unit=" countries", disable=None if options["verbosity"] else True) as bar:
                results = load_countries(lambda documents: _count(documents, bar))
        finally:
            logging.disable(logging.NOTSET)
        counts = Counter(result.outcome for result in results)
        if failed := [result for result in results if result.outcome is Outcome.FAILED]:
            raise CommandError("\n".join(f"{result.name}: {result.problem}" for result in failed))
        self.stdout.write(f"{counts[Outcome.CREATED]} countries imported, {counts[Outcome.UNCHANGED]} unchanged.")


def _count(documents: Any, bar: "tqdm[Any]") -> Any:
    for document in documents:
        yield document
        bar.update()
