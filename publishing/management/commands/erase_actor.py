"""Erase the name of someone who acted in the log: manage.py erase_actor USERNAME|ID."""

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from publishing.models import Actor


class Command(BaseCommand):
    help = "Erases who an opaque id in the log belongs to. The log keeps the id; it cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="the account's user name, or the id in the log")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Actor.objects.filter(user__username=options["who"])
        with suppress(ValueError):
            found |= Actor.objects.filter(pk=UUID(options["who"]))
        actor = found.first()
        if actor is None:
            raise CommandError(f"{options['who']} has not acted in the log.")
        key = actor.pk
        actor.delete()
        self.stdout.write(f"The log no longer says whose {key} is.")
