"""The charts of the dashboard."""

from collections.abc import Sequence

from django.utils.dateformat import format as dated

from counting.charts import Chart, Series, bar_chart, line_chart
from search.analytics.totals import SearchTotals, sum_totals
from search.wagtail_admin.analytics_lists import ResultPosition


def build_charts(days: Sequence[SearchTotals], positions: Sequence[ResultPosition]) -> dict[str, Chart]:
    """Return the charts by name; positions and click shares only if there are `positions`."""
    labels = [dated(sums.day, "j M") for sums in days]
    charts = {"days": _searches_chart(days, labels), "shares": _shares_chart(days, labels, has_clicks=bool(positions))}
    return charts | ({"positions": _positions_chart(positions)} if positions else {})


def _searches_chart(days: Sequence[SearchTotals], labels: Sequence[str]) -> Chart:
    busiest = max(days, key=lambda sums: sums.total)
    sums = sum_totals(days)
    return bar_chart(
        "days",
        "Searches per day",
        f"Searches in {len(days)} days: {sums.total:,}, of which {sums.empty:,} without results. "
        f"Busiest day: {dated(busiest.day, 'j F')}, with {busiest.total:,}.",
        labels,
        Series("found", "with results", [sums.answered for sums in days]),
        Series("empty", "without results", [sums.empty for sums in days]),
    )


def _shares_chart(days: Sequence[SearchTotals], labels: Sequence[str], *, has_clicks: bool) -> Chart:
    sums = sum_totals(days)
    empty = Series("empty", "without results", [one.empty_share if one.total else None for one in days])
    unopened = Series("unopened", "without a click", [one.unopened_share if one.answered else None for one in days])
    description = f"Overall, {sums.empty_share:.0%} of the searches had no results"
    if not has_clicks:
        return line_chart("shares", "Share without results per day", f"{description}.", labels, empty)
    description += f", and {sums.unopened_share:.0%} of those with results had no click."
    return line_chart(
        "shares", "Share without results, and without a click, per day", description, labels, empty, unopened
    )


def _positions_chart(positions: Sequence[ResultPosition]) -> Chart:
    ranked = [position for position in positions if position.number]
    clicks, top = sum(position.clicks for position in ranked), sum(position.clicks for position in ranked[:3])
    return bar_chart(
        "positions",
        "Clicks by position",
        f"Clicks on first pages of results: {clicks:,}, {top:,} of them at the first three positions.",
        [position.label for position in ranked],
        Series("found", "clicks", [position.clicks for position in ranked]),
        gap=1,
    )
