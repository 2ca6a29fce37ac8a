"""The charts of the dashboard."""

from collections.abc import Sequence

from django.utils.dateformat import format as dated

from counting.charts import Chart, Series, bar_chart, line_chart
from search.analytics.reading import SearchTotals, sum_totals
from search.wagtail_admin.analytics_lists import Place


def drawn(days: Sequence[SearchTotals], places: Sequence[Place]) -> dict[str, Chart]:
    """Return the charts by name; that of positions, and shares of clicks, only where there are `places`."""
    labels = [dated(sums.day, "j M") for sums in days]
    charts = {"days": _searches(days, labels), "shares": _shares(days, labels, has_clicks=bool(places))}
    return charts | ({"positions": _positions(places)} if places else {})


def _searches(days: Sequence[SearchTotals], labels: Sequence[str]) -> Chart:
    most = max(days, key=lambda sums: sums.asked)
    sums = sum_totals(days)
    return bar_chart(
        "days",
        "Searches a day",
        f"Searches in {len(days)} days: {sums.asked:,}, {sums.empty:,} of them without results. "
        f"The most on {dated(most.day, 'j F')}: {most.asked:,}.",
        labels,
        Series("found", "with results", [sums.answered for sums in days]),
        Series("empty", "without results", [sums.empty for sums in days]),
    )


def _shares(days: Sequence[SearchTotals], labels: Sequence[str], *, has_clicks: bool) -> Chart:
    sums = sum_totals(days)
    empty = Series("empty", "without results", [one.empty_share if one.asked else None for one in days])
    unopened = Series("unopened", "without a click", [one.unopened_share if one.answered else None for one in days])
    said = f"In all, {sums.empty_share:.0%} of the searches had no results"
    if not has_clicks:
        return line_chart("shares", "Share without results a day", f"{said}.", labels, empty)
    said += f", and of those with results {sums.unopened_share:.0%} were left without a click."
    return line_chart("shares", "Share without results, and without a click, a day", said, labels, empty, unopened)


def _positions(places: Sequence[Place]) -> Chart:
    ranked = [place for place in places if place.number]
    clicks, top = sum(place.clicks for place in ranked), sum(place.clicks for place in ranked[:3])
    return bar_chart(
        "positions",
        "Clicks by position",
        f"Clicks on first pages of results: {clicks:,}, {top:,} of them at the first three places.",
        [place.label for place in ranked],
        Series("found", "clicks", [place.clicks for place in ranked]),
        gap=1,
    )
