"""The dashboard's panel of what waits for the editor who looks: pages to review, and pages about to expire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.pages.base import HubPage

AHEAD = timedelta(days=14)
SHOWN = 20


@dataclass(frozen=True)
class Task:
    """A page and what is to be done with it until when."""

    page: Any
    what: str
    until: date


def find_tasks(user: Any) -> list[Task]:
    """Return what waits for a user among the pages they may change, the most urgent first."""
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change").filter(live=True)
    return sorted([*_reviews(mine), *_expiries(mine)], key=lambda waiting: waiting.until)[:SHOWN]


def _reviews(mine: Any) -> list[Task]:
    soon = timezone.localdate() + AHEAD
    models = [model for model in apps.get_app_config("cms").get_models() if issubclass(model, HubPage)]
    found = [page for model in models for page in model.objects.filter(pk__in=mine.values("pk"), review_date__lte=soon)]
    return [Task(page, "Review it", page.review_date) for page in found if page.review_date]


def _expiries(mine: Any) -> list[Task]:
    due = mine.filter(expire_at__lte=timezone.now() + AHEAD)
    return [Task(page, "It expires: renew it, or let it go", _day(page)) for page in due.specific()]


def _day(page: Page) -> date:
    return timezone.localdate(page.expire_at)


class TasksPanel(Component):
    """Stands first on the dashboard; absent when nothing waits."""

    name = "waiting"
    order = 100
    template_name = "cms/home/tasks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return what waits for who is signed in."""
        return {"waiting": find_tasks(parent_context["request"].user), "today": timezone.localdate()}
