"""Make the demonstration's editor account, and open the others that the demonstration has."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.loading.people import READERS, STAFF

NAME = "editor"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for each other when typed off a screen


class Command(BaseCommand):
    """Makes the account, with every right, and prints its password once."""

    help = "Makes the demonstration's editor account and prints its password once."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--reset` gives an account that exists a new password."""
        parser.add_argument("--reset", action="store_true", help="give the account a new password and print it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print name and password, or that the account is there already."""
        if settings.PRODUCTION:
            raise CommandError("This account is for demonstrations. In production use: manage.py createsuperuser")
        _, created = get_user_model().objects.get_or_create(
            username=NAME, defaults={"email": "editor@localhost", "is_staff": True, "is_superuser": True}
        )
        if not created and not options["reset"]:
            self.stdout.write(f"{NAME} (the account is there already; --reset gives it a new password)")
            return
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
        opened = get_user_model().objects.filter(username__in=[NAME, *STAFF, *READERS])
        for account in opened:
            account.set_password(password)
            account.save()
        self.stdout.write(f"{NAME}, password {password} (printed only now)")
        if len(opened) > 1:
            self.stdout.write(f"It also opens, in the admin: {', '.join(STAFF)}")
            self.stdout.write(f"and, on the website: {', '.join(READERS)}")
