"""Compare Wagtail's live pages and snippets with the publishing log: manage.py reconcile [--fix]."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.urls import reverse
from tqdm import tqdm

from cms.jobs.reconcile import Difference, find_differences, sources
from cms.release.models import Proposal


class Command(BaseCommand):
    help = "Compares Wagtail's live pages and snippets with what readers have, and reports differences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="repair differences by publishing or withdrawing")

    def handle(self, *args: Any, **options: Any) -> None:
        left = 0
        for difference in list(
            find_differences(iter(tqdm(sources(), unit=" items", desc="Comparing", leave=False, disable=None)))
        ):
            if not options["fix"]:
                self.stdout.write(f"{difference.problem}: {difference.what}")
                left += 1
            elif reason := _repair(difference):
                self.stdout.write(f"{difference.problem}: {difference.what}. Not repaired: {reason}")
                left += 1
            else:
                self.stdout.write(f"{difference.problem}: {difference.what}. Repaired.")
        if left:
            advice = "" if options["fix"] else " Run reconcile --fix to repair them."
            raise CommandError(f"Items that differ: {left}.{advice}")
        self.stdout.write("Wagtail and the log agree.")


def _repair(difference: Difference) -> str:
    """Repair a difference in its own transaction; return the reason if that failed, else an empty string."""
    if difference.repair is None:
        return "an editor must correct it"
    try:
        with transaction.atomic():
            outcome = difference.repair()
    except (DatabaseError, ValidationError, ValueError) as error:
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    if isinstance(outcome, Proposal):
        address = settings.WAGTAILADMIN_BASE_URL + reverse("cms_proposal", args=[outcome.pk])
        return f"someone has to release its withdrawal, which is proposed: {address}"
    return ""
