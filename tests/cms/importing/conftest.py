"""Runs the command with real files."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from publishing.models import ContentItem
from tests.cms.importing.documents import write

Import = Callable[..., dict[str, Any]]


@pytest.fixture
def run_import(tmp_path: Path) -> Import:
    """Write documents into a folder and import it; returns the report. A failure of a document is no error here."""
    folder = tmp_path / "fetched"

    def run(*documents: dict[str, Any], arguments: tuple[str, ...] = ()) -> dict[str, Any]:
        write(folder, *documents)
        output = StringIO()
        call_command("import_travel_advice", str(folder), "--json", *arguments, stdout=output)
        report: dict[str, Any] = json.loads(output.getvalue())
        return report

    return run


def the_item(slug: str = "lebanon") -> ContentItem:
    """Return what readers have of a country."""
    return ContentItem.objects.select_related("edition").get(path=f"/travel-advice/{slug}/", gone="")


def the_details(slug: str = "lebanon") -> Any:
    """Return the details of what readers have of a country."""
    item = the_item(slug)
    assert item.edition is not None
    return item.edition.content(item.kind).details
