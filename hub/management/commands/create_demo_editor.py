"""Creates the demonstration's editor account and sets the password of its other accounts."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.loading.people import READERS, STAFF

NAME = "editor"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without characters that are easily confused


class Command(BaseCommand):
    """Creates a superuser and prints the password once."""

    help = "Creates the demonstration's editor account and prints its password once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --reset."""
        parser.add_argument("--reset", action="store_true", help="give the account a new password and print it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print name and password, or that the account already exists."""
        if settings.PRODUCTION:
            raise CommandError("This account is for demonstrations. In production use: manage.py createsuperuser")
        _, created = get_user_model().objects.get_or_create(
            username=NAME, defaults={"email": "editor@localhost", "is_staff": True, "is_superuser": True}
        )
        if not created and not options["reset"]:
            self.stdout.write(f"{NAME} (the account already exists; --reset gives it a new password)")
            return
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
        accounts = get_user_model().objects.filter(username__in=[NAME, *STAFF, *READERS])
        for account in accounts:
            account.set_password(password)
            account.save()
        self.stdout.write(f"{NAME}, password {password} (printed only once)")
        if len(accounts) > 1:
            self.stdout.write(f"The same password is set for these staff accounts: {', '.join(STAFF)}")
            self.stdout.write(f"and these readers' accounts: {', '.join(READERS)}")
