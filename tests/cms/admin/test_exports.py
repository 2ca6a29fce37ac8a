"""Every spreadsheet export of the admin can be created and opened, even with text from before texts were cleaned."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from cms.models import Topic
from partners.models import Partner
from search.models import SynonymSet
from tests.cms.factories import a_page, a_topic, an_editor
from tests.publishing.old import BAD

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FORMULA = "=cmd|'/c calc'!A1"


def exports() -> Iterator[str]:
    """Yield the URL of every screen with a spreadsheet export that needs no arguments."""
    for pattern, prefix in patterns(get_resolver(), "/"):
        view = getattr(pattern.callback, "view_class", object)
        if isinstance(view, type) and issubclass(view, SpreadsheetExportMixin) and "<" not in prefix:
            yield prefix


def patterns(resolver: URLResolver, prefix: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in resolver.url_patterns:
        within = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, within)
        else:
            yield pattern, within


def rows(response: Any, form: str) -> list[list[Any]]:
    content = b"".join(response.streaming_content)
    if form == "csv":
        return list(csv.reader(StringIO(content.decode())))
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]


@pytest.fixture
def _old_rows() -> None:
    page, _, topic = a_page(), an_editor("Editor"), a_topic()
    topic.save()
    page.save_revision(log_action=True)
    Page.objects.filter(pk=page.pk).update(title=BAD, draft_title=FORMULA, locked=True)
    PageLogEntry.objects.update(label=BAD)
    ModelLogEntry.objects.update(label=BAD)
    Revision.objects.update(object_str=BAD)
    Topic.objects.filter(pk=topic.pk).update(name=BAD)
    Partner.objects.bulk_create([Partner(name=FORMULA, slug="a", contact="a@example.org")])
    SynonymSet.objects.bulk_create([SynonymSet(locale="en-gb", terms=BAD, note=FORMULA)])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.usefixtures("_old_rows")
def test_every_export_opens_and_runs_nothing(form: str, admin: Client) -> None:
    addresses = set(exports())
    assert {"/admin/reports/site-history/", "/admin/reports/locked/"} <= addresses
    found = []
    for address in addresses:
        response = admin.get(f"{address}?export={form}")
        assert response.status_code == 200, address
        if response.streaming:
            found += [cell for row in rows(response, form) for cell in row if isinstance(cell, str)]
    assert any("Doors\n ajar \xe9" in cell for cell in found)
    assert not [cell for cell in found if "\x0b" in cell or "\uffff" in cell]
    assert form == "xlsx" or not [cell for cell in found if cell.startswith(("=", "+", "@"))]
