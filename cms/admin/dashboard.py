"""The dashboard's panel of an editor's tasks: pages to review, and pages that expire soon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.review.due import DAYS_AHEAD, find_due_pages

REVIEW = "Review it"
MAX_TASKS = 20


@dataclass(frozen=True)
class Task:
    """A page, what to do with it, and when that is due."""

    page: Any
    action: str
    due: date

    @property
    def is_review(self) -> bool:
        """Whether the page is to be reviewed."""
        return self.action == REVIEW


def find_tasks(user: Any) -> list[Task]:
    """Return the tasks on pages that a user may change, the most urgent first."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change").filter(live=True)
    due = find_due_pages(timezone.localdate() + DAYS_AHEAD, pages)[:MAX_TASKS]
    dates = {page.pk: page.review_date for page in due}
    tasks = [Task(page, REVIEW, dates[page.pk]) for page in Page.objects.filter(pk__in=dates).specific()]
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
