"""The dashboard's panel of an editor's tasks: pages to review, and pages that expire soon."""

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

DAYS_AHEAD = timedelta(days=14)
MAX_TASKS = 20


@dataclass(frozen=True)
class Task:
    """A page, what to do with it, and when that is due."""

    page: Any
    action: str
    due: date


def find_tasks(user: Any) -> list[Task]:
    """Return the tasks on pages that a user may change, the most urgent first."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change").filter(live=True)
    tasks = [
        Task(page, "Review it", page.review_date)
        for model in apps.get_app_config("cms").get_models()
        if issubclass(model, HubPage)
        for page in model.objects.filter(pk__in=pages.values("pk"), review_date__lte=timezone.localdate() + DAYS_AHEAD)
        if page.review_date
    ]
    tasks += [
        Task(page, "Extend it, or let it expire", timezone.localdate(page.expire_at))
        for page in pages.filter(expire_at__lte=timezone.now() + DAYS_AHEAD).specific()
    ]
    return sorted(tasks, key=lambda task: task.due)[:MAX_TASKS]


class TasksPanel(Component):
    """The first panel of the dashboard. Not shown if there are no tasks."""

    name = "tasks"
    order = 100
    template_name = "cms/home/tasks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tasks of the current user."""
        return {"tasks": find_tasks(parent_context["request"].user), "today": timezone.localdate()}
