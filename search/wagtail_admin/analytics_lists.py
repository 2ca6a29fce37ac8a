"""The lists of search analytics: each has a panel on the dashboard, its own page, and a spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn

from search.analytics.totals import Selection, sum_totals
from search.models import MonthlyRelevance
from search.relevance.monthly import MIN_QUERIES

FIRST_PAGE = 20
"""The number of results per page on the website."""


@dataclass(frozen=True)
class Step:
    """Something that an editor can do about a search text."""

    label: str
    address: str


class TextColumn(Column):
    """A search text, with links to what the editor can do about it."""

    cell_template_name = "search/analytics/text_cell.html"

    def get_cell_context_data(self, instance: dict[str, Any], parent_context: Any) -> dict[str, Any]:
        """Add the links."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"steps": _steps(instance["text"], instance["locale"], parent_context["request"].user)}


def _steps(text: str, locale: str, user: Any) -> list[Step]:
    website = "website:cy-search" if locale == "cy" else "website:search"
    steps = [Step("Try it", f"{reverse(website)}?{urlencode({'q': text})}")]
    for label, model, screen, name in (
        ("Synonym", "synonymset", "synonyms", "terms"),
        ("Best bet", "bestbet", "best_bets", "queries"),
    ):
        if user.has_perm(f"search.add_{model}"):
            steps.append(Step(label, f"{reverse(f'{screen}:add')}?{urlencode({name: text, 'locale': locale})}"))
    return steps


class ShareColumn(Column):
    """A share in per cent."""

    def get_value(self, instance: Any) -> str:
        """Return the share, at most 100%: a click may be reported twice."""
        return f"{min(1, super().get_value(instance)):.0%}"


@dataclass(frozen=True)
class ResultPosition:
    """A position in the results; 0 means filtered lists and later pages."""

    number: int
    clicks: int
    searches: int

    @property
    def label(self) -> str:
        """The label for editors."""
        return str(self.number) if self.number else "In filtered lists or on later pages"

    @property
    def click_through(self) -> float:
        """The share of searches with results in which it was opened; at most 1, as a click may be reported twice."""
        return min(1.0, self.clicks / self.searches) if self.searches else 0.0


def result_positions(selection: Selection) -> list[ResultPosition]:
    """Return each position of a first page, with 0 at the end."""
    answered = sum_totals(selection.by_day()).answered
    clicks = selection.positions()
    return [ResultPosition(number, clicks.get(number, 0), answered) for number in (*range(1, FIRST_PAGE + 1), 0)]


@dataclass(frozen=True)
class Listing:
    """A list, with its rows, columns and explanation."""

    name: str
    title: str
    meaning: str
    rows: Callable[[Selection], QuerySet[Any, Any] | Sequence[Any]]
    columns: Sequence[Column]
    export: dict[str, str]
    """The spreadsheet's headings by field."""
    empty: str = ""
    """What its panel says without rows."""
    needs_clicks: bool = False
    """Whether it is meaningless for a channel that does not report clicks."""

    @property
    def has_panel(self) -> bool:
        """Whether it has a panel of its own; the others are the figures of a chart."""
        return bool(self.empty)


_TEXT: dict[str, Any] = {
    "columns": (
        TextColumn("text", label="Query"),
        Column("locale", label="Language", accessor=lambda row: dict(settings.LANGUAGES).get(row["locale"])),
        NumberColumn("total", label="Searches"),
        ShareColumn("empty", label="Without results", accessor=lambda row: row["empty"] / row["total"]),
        ShareColumn("opened", label="With a click", accessor=lambda row: row["opened"] / row["total"]),
    ),
    "export": {
        "text": "Query",
        "locale": "Language",
        "total": "Searches",
        "empty": "Without results",
        "opened": "With a click",
    },
}
TEXTS = (
    Listing(
        "top",
        "Top queries",
        "The most frequent queries.",
        Selection.top,
        empty="No query was frequent enough to be shown.",
        **_TEXT,
    ),
    Listing(
        "without-results",
        "Queries with no results",
        "Content that is missing, or that we call something else: consider writing a page, or adding a synonym.",
        Selection.without_results,
        empty="Every query that was frequent enough to be shown found something.",
        **_TEXT,
    ),
    Listing(
        "without-clicks",
        "Queries without a click",
        "Results were shown, but none was ever opened: they were not relevant, or their titles did not say so.",
        Selection.without_clicks,
        empty="For every query that was frequent enough to be shown, some result was opened.",
        needs_clicks=True,
        **_TEXT,
    ),
)
DAYS = Listing(
    "days",
    "Searches by day",
    "All counted searches, including those whose text is not shown.",
    lambda selection: list(reversed(selection.by_day())),
    columns=(
        DateColumn("day", label="Day"),
        NumberColumn("total", label="Searches"),
        ShareColumn("empty_share", label="Without results"),
        ShareColumn("unopened_share", label="Without a click"),
    ),
    export={"day": "Day", "total": "Searches", "empty": "Without results", "opened": "With a click"},
)
POSITIONS = Listing(
    "positions",
    "Positions clicked",
    "The positions of opened results, as a share of all searches with results.",
    result_positions,
    columns=(
        Column("label", label="Position"),
        NumberColumn("clicks", label="Clicks"),
        ShareColumn("click_through", label="Click-through"),
    ),
    export={"label": "Position", "clicks": "Clicks", "searches": "Searches with results"},
    needs_clicks=True,
)
RELEVANCE = Listing(
    "relevance",
    "Relevance by month",
    "How early the pages come that readers opened in a month, for the texts that they searched for most: 1 if they "
    "always come first. Both figures are for the same list: when the month was over, and now.",
    lambda selection: MonthlyRelevance.objects.all(),
    columns=(
        DateColumn("month", label="Month"),
        NumberColumn("queries", label="Queries"),
        Column("ndcg", label="When it was over", accessor=lambda row: f"{row.ndcg:.3f}"),
        Column("latest", label="Now", accessor=lambda row: f"{row.latest:.3f}"),
        DateColumn("checked_on", label="Checked on"),
    ),
    export={
        "month": "Month",
        "queries": "Queries",
        "ndcg": "nDCG@10 when it was over",
        "latest": "nDCG@10 now",
        "checked_on": "Checked on",
    },
    empty=f"There is no month yet in which {MIN_QUERIES} texts were searched for, and results opened, often enough.",
    needs_clicks=True,
)
LISTINGS = (DAYS, *TEXTS, POSITIONS, RELEVANCE)
