"""System checks that must pass before the website is deployed."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from publishing.infrastructure.frontend import built_url

ENTRIES = ("src/main.ts", "src/styles/main.scss")


def check_frontend_is_built(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to deploy pages without their styles."""
    try:
        for entry in ENTRIES:
            built_url(entry)
    except (ImproperlyConfigured, ValueError) as error:  # ValueError: built again, but not collected again
        return [Error(str(error), id="website.E001")]
    return []
