"""Load the starting vocabulary: manage.py load_vocabulary."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from search.vocabulary.starter import load_starter_vocabulary


class Command(BaseCommand):
    """Loads what was never loaded before."""

    help = "Loads the synonyms and best bets that a hub starts with. Run again, it changes nothing that was loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was loaded, and what this hub cannot have."""
        try:
            loaded = load_starter_vocabulary()
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded: {error}. Is the database migrated?") from None
        for reason in loaded.left_out:
            self.stdout.write(f"Left out: {reason}")
        self.stdout.write(f"Loaded synonym sets: {loaded.sets}, best bets: {loaded.bets}.")
