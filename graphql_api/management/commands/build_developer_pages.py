"""Builds what the developers' pages of the website show."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from graphql_api.documentation.artefacts import write_artefacts


class Command(BaseCommand):
    """Writes the reference of the schema, the guides, the examples and the changes for /developers/."""

    help = "Build what /developers/ shows from the SDL, the guides, the examples and the record of changes."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        write_artefacts(settings.DEVELOPER_PAGES, settings.BASE_DIR)
