"""The dashboard lists the tasks of the current editor only."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import TravelAdvicePage
from tests.cms.factories import a_draft, a_page, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def dashboard(*groups: str) -> str:
    client = Client()
    client.force_login(an_editor(*groups))
    return client.get(reverse("wagtailadmin_home")).content.decode()


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_pages_due_for_review_are_tasks_of_those_who_may_change_them() -> None:
    a_page(title="Old guidance", review_date=day(-1))
    a_page(title="Fresh guidance", review_date=day(90))
    a_page(TravelAdvicePage, title="Old advice", slug="old-advice", review_date=day(3))
    a_draft(title="Only a draft", review_date=day(-1))
    editor, desk = dashboard("Editor"), dashboard("Travel desk")
    assert "Old guidance" in editor
    assert "(overdue)" in editor
    assert "Old advice" not in editor
    assert "Your tasks" in desk
    assert "Old advice" in desk
    assert "Old guidance" not in desk
    assert "Fresh guidance" not in editor.split("Your tasks")[1].split("</table>")[0]
    assert "Only a draft" not in editor.split("Your tasks")[1].split("</table>")[0]


def test_pages_about_to_expire_are_tasks_too() -> None:
    a_page(title="Passing", expire_at=timezone.now() + timedelta(days=2))
    assert "Extend it, or let it expire" in dashboard("Editor")


def test_without_tasks_the_panel_is_not_shown() -> None:
    a_page()
    assert "Your tasks" not in dashboard("Editor")
