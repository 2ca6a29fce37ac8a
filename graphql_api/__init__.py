"""GraphQL for partners and mobile apps."""

import sys
from importlib.abc import MetaPathFinder
from typing import Any

from django.core.exceptions import ImproperlyConfigured


class NoGeometry(MetaPathFinder):
    """Refuses to import `django.contrib.gis`. strawberry_django imports it at its own import, to find out whether GDAL
    is installed: that takes a quarter of a second, and much memory if it is. The hub has no geometry; an
    ImproperlyConfigured is what strawberry_django expects in that case (docs/decisions/0103-mutations.md)."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        """Find no module; raise for the refused package."""
        if name == "django.contrib.gis":
            raise ImproperlyConfigured("The hub has no fields for geometry.")


sys.meta_path.insert(0, NoGeometry())
