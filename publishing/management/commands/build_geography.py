"""Builds the names of countries, regions and places, and the map of the world."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Writes what publishing/geography/ reads, from packages that only this command needs."""

    help = "Build the names of countries from CLDR, ISO, GeoNames and countryinfo; draw the map of the world."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        try:
            from publishing.geography.derivation.build import write_artefacts
        except ModuleNotFoundError as error:
            raise CommandError(f"{error}. Install requirements-geography.lock, or requirements-dev.lock.") from error
        write_artefacts(Path(settings.GEOGRAPHY_DIR))
