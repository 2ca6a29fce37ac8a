"""What the screens list: each list has a panel on the dashboard, a page of its own, and a spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn

from search.analytics.reading import Rows, SearchTotals, Selection, sum_totals

FIRST_PAGE = 20
"""The places of a page of results on the website."""


@dataclass(frozen=True)
class Step:
    """Something to do about a searched text."""

    label: str
    address: str


class TextColumn(Column):
    """A searched text, and what the editor can do about it."""

    cell_template_name = "search/analytics/text_cell.html"

    def get_cell_context_data(self, instance: dict[str, Any], parent_context: Any) -> dict[str, Any]:
        """Add the steps."""
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
    """A share, in per cent."""

    def get_value(self, instance: Any) -> str:
        """Return it, at most all: clicks may be told twice."""
        return f"{min(1, super().get_value(instance)):.0%}"


@dataclass(frozen=True)
class Place:
    """A place in the results; 0 stands for lists that the reader had narrowed, or read on in."""

    number: int
    clicks: int
    searches: int

    @property
    def label(self) -> str:
        """The place, for people."""
        return str(self.number) if self.number else "In narrowed or further lists"

    @property
    def click_through(self) -> float:
        """In what share of the searches with results it was opened: at most all, though clicks may be told twice."""
        return min(1.0, self.clicks / self.searches) if self.searches else 0.0


def places(selection: Selection) -> list[Place]:
    """Return every place of a first page, and 0 at the end."""
    answered = sum_totals(selection.by_day()).answered
    clicks = selection.positions()
    return [Place(number, clicks.get(number, 0), answered) for number in (*range(1, FIRST_PAGE + 1), 0)]


def _newest_first(selection: Selection) -> list[SearchTotals]:
    return list(reversed(selection.by_day()))


@dataclass(frozen=True)
class Listing:
    """A list: what it is made of, and what it means."""

    name: str
    title: str
    meaning: str
    rows: Callable[[Selection], Rows | Sequence[Any]]
    columns: Sequence[Column]
    export: dict[str, str]
    """Headings of the spreadsheet by field."""
    empty: str = ""
    needs_clicks: bool = False
    """Whether it says nothing of a channel that reports no clicks."""

    @property
    def is_text(self) -> bool:
        """Whether its rows are searched texts."""
        return "text" in self.export


_TEXT: dict[str, Any] = {
    "columns": (
        TextColumn("text", label="Query"),
        Column("locale", label="Language", accessor=lambda row: dict(settings.LANGUAGES).get(row["locale"])),
        NumberColumn("asked", label="Searches"),
        ShareColumn("empty", label="Without results", accessor=lambda row: row["empty"] / row["asked"]),
        ShareColumn("opened", label="With a click", accessor=lambda row: row["opened"] / row["asked"]),
    ),
    "export": {
        "text": "Query",
        "locale": "Language",
        "asked": "Searches",
        "empty": "Without results",
        "opened": "With a click",
    },
}
TEXTS = (
    Listing(
        "top",
        "Top queries",
        "What people ask for most.",
        Selection.top,
        empty="No text was asked for often enough to be shown.",
        **_TEXT,
    ),
    Listing(
        "without-results",
        "Queries with no results",
        "What people ask for and we do not have, or call something else: a page to write, or a synonym to make.",
        Selection.without_results,
        empty="Every text that was asked for often enough to be shown found something.",
        **_TEXT,
    ),
    Listing(
        "without-clicks",
        "Queries without a click",
        "Results were shown and none was opened, ever: not what was meant, or its title did not say so.",
        Selection.without_clicks,
        empty="Of every text that was asked for often enough to be shown, some result was opened.",
        needs_clicks=True,
        **_TEXT,
    ),
)
DAYS = Listing(
    "days",
    "Searches by day",
    "Every counted search, those with texts that are not shown included.",
    _newest_first,
    columns=(
        DateColumn("day", label="Day"),
        NumberColumn("asked", label="Searches"),
        ShareColumn("empty_share", label="Without results"),
        ShareColumn("unopened_share", label="Without a click"),
    ),
    export={"day": "Day", "asked": "Searches", "empty": "Without results", "opened": "With a click"},
)
POSITIONS = Listing(
    "positions",
    "Positions clicked",
    "Where the opened results stood. The share is of all searches with results.",
    places,
    columns=(
        Column("label", label="Position"),
        NumberColumn("clicks", label="Clicks"),
        ShareColumn("click_through", label="Click-through"),
    ),
    export={"label": "Position", "clicks": "Clicks", "searches": "Searches with results"},
    needs_clicks=True,
)
LISTINGS = (DAYS, *TEXTS, POSITIONS)
