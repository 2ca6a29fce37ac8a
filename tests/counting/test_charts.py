"""Charts: every count is a shape inside the drawing, with a label that says what it is."""

from hypothesis import given
from hypothesis import strategies as st

from counting.charts import HEIGHT, WIDTH, Series, bar_chart, line_chart

COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=90)


def days(number: int) -> list[str]:
    """Return a label for each day."""
    return [f"day {day}" for day in range(number)]


@given(COUNTS)
def test_each_count_above_zero_is_a_bar_within_the_drawing(counts: list[int]) -> None:
    chart = bar_chart("calls", "Calls", "Calls by day", days(len(counts)), Series("ok", "answered", counts))
    assert len(chart.bars) == sum(count > 0 for count in counts)
    for bar in chart.bars:
        assert min(float(bar.x), float(bar.y)) >= 0
        assert float(bar.x) + float(bar.width) <= WIDTH
        assert float(bar.y) + float(bar.height) <= HEIGHT


def test_series_are_stacked_from_the_axis_up() -> None:
    chart = bar_chart(
        "calls", "Calls", "By day", ["1 May"], Series("ok", "answered", [3]), Series("bad", "failed", [1])
    )
    answered, failed = chart.bars
    assert float(answered.y) + float(answered.height) == float(chart.bottom)
    assert abs(float(failed.y) + float(failed.height) - float(answered.y)) < 0.2
    assert [bar.tip for bar in chart.bars] == ["1 May: 3 answered", "1 May: 1 failed"]


def test_the_axis_ends_at_a_number_that_is_easy_to_halve() -> None:
    ends = {most: bar_chart("c", "c", "c", ["1"], Series("ok", "", [most])).up[-1].label for most in (0, 5, 7, 1_300)}
    assert ends == {0: "4", 5: "6", 7: "8", 1_300: "1,600"}


def test_a_line_has_a_gap_where_there_is_no_value_and_a_dot_for_each_value() -> None:
    shares = [0.5, 0.25, None, 1.0, 0.75, None, 0.1]
    chart = line_chart("found", "Found", "Share of searches with a result", days(7), Series("found", "found", shares))
    assert [len(line.points.split()) for line in chart.lines] == [2, 2]
    assert len(chart.dots) == 5
    assert chart.dots[0].tip == "day 0: 50% found"


def test_the_last_label_is_always_there_and_no_more_than_fit() -> None:
    across = bar_chart("c", "c", "c", days(90), Series("ok", "", [1] * 90)).across
    assert across[0].label == "day 89"
    assert len(across) <= 7
