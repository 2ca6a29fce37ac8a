"""What editors are shown: the answers about each public page, those that were least useful first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from publishing.access.viewers import ANONYMOUS
from publishing.models import ContentItem
from website.models import FeedbackCount, Problem


@dataclass(frozen=True)
class PageFeedback:
    """The answers about a page in a period."""

    title: str
    content_id: UUID
    locale: str
    useful: int
    not_useful: int
    problems: tuple[tuple[str | Promise, int], ...]
    """What was wrong, most frequent first."""

    @property
    def useful_share(self) -> float:
        """The share of readers who found it useful, 0 to 1."""
        return self.useful / max(1, self.useful + self.not_useful)

    @property
    def problem_text(self) -> str:
        """What was wrong, as text."""
        return "; ".join(f"{label} ({count})" for label, count in self.problems)


def find_feedback(days: int, content_id: UUID | None = None, locale: str = "") -> list[PageFeedback]:
    """Return the answers about every page that the public can read now, or about one of them: two queries.

    Pages that are no longer public are left out: everyone who may see this list could otherwise learn their titles.
    """
    counts = FeedbackCount.objects.all()
    items = ContentItem.objects.visible_to(ANONYMOUS)
    if content_id:
        counts, items = counts.of_page(content_id, locale), items.filter(content_id=content_id, locale=locale)
    rows = list(counts.summed(timezone.localdate() - timedelta(days=days - 1)))
    found = items.filter(content_id__in={row["content_id"] for row in rows}).slim()
    titles = {(item.content_id, item.locale): item.edition.title for item in found if item.edition}
    pages = [_page(titles[key], row) for row in rows if (key := (row["content_id"], row["locale"])) in titles]
    return sorted(pages, key=lambda page: (-page.not_useful, -page.useful, page.title))


def _page(title: str, row: dict[str, Any]) -> PageFeedback:
    problems = [(problem.label, row[problem.value]) for problem in Problem if row[problem.value]]
    return PageFeedback(
        title=title,
        content_id=row["content_id"],
        locale=row["locale"],
        useful=row["useful"],
        not_useful=row["not_useful"],
        problems=tuple(sorted(problems, key=lambda problem: -problem[1])),
    )
