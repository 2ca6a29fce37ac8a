"""Load the starter vocabulary: manage.py load_vocabulary."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from search.vocabulary.starter import load_starter_vocabulary


class Command(BaseCommand):
    """Loads the entries that have never been loaded before."""

    help = "Loads the starter synonyms and best bets. Entries that were loaded before are not changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the entries, and report those that were skipped."""
        try:
            loaded = load_starter_vocabulary()
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded: {error}. Is the database migrated?") from None
        for reason in loaded.skipped:
            self.stdout.write(f"Skipped: {reason}")
        self.stdout.write(f"Loaded synonym sets: {loaded.sets}, best bets: {loaded.bets}.")
