"""Charts as shapes with coordinates, which a template draws as SVG: without JavaScript, and printable.

Coordinates are strings, because a template would format numbers for the editor's locale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 12, 28
ACROSS, UP = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
LABELS = 7


@dataclass(frozen=True)
class Series:
    """Values to draw, None where there is none. `style` is a class of the style sheet."""

    style: str
    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    at: str
    label: str


@dataclass(frozen=True)
class Bar:
    """A rectangle."""

    style: str
    tip: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Dot:
    """A point of a line."""

    style: str
    tip: str
    x: str
    y: str


@dataclass(frozen=True)
class Line:
    """A stretch of points without a gap."""

    style: str
    points: str


@dataclass(frozen=True)
class Chart:
    """The shapes, axes and description of one chart."""

    name: str
    title: str
    description: str
    series: tuple[Series, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: str = str(LEFT)
    right: str = str(WIDTH - RIGHT)
    bottom: str = str(HEIGHT - BOTTOM)


def bar_chart(
    name: str, title: str, description: str, labels: Sequence[str], *series: Series, gap: int | None = None
) -> Chart:
    """Draw counts as bars, those of several series on top of each other."""
    columns = [tuple(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)]
    most = _round_up(max(map(sum, columns), default=0))
    bars = tuple(
        _bar(one, labels, place, sum(column[:number]), column[number], most)
        for place, column in enumerate(columns)
        for number, one in enumerate(series)
        if column[number]
    )
    up = tuple(Tick(_y(value / most), f"{value:,.0f}") for value in (0, most / 2, most))
    return Chart(name, title, description, series, _across(labels, gap), up, bars=bars)


def line_chart(name: str, title: str, description: str, labels: Sequence[str], *series: Series) -> Chart:
    """Draw shares of 0 to 1 as lines, which have gaps where there is no value."""
    up = tuple(Tick(_y(share), f"{share:.0%}") for share in (0, 0.5, 1))
    lines = tuple(Line(one.style, points) for one in series for points in _split_at_gaps(one.values))
    dots = tuple(
        Dot(one.style, f"{labels[place]}: {value:.0%} {one.label}", _x(place, len(labels)), _y(value))
        for one in series
        for place, value in enumerate(one.values)
        if value is not None
    )
    return Chart(name, title, description, series, _across(labels, None), up, lines=lines, dots=dots)


def _bar(one: Series, labels: Sequence[str], place: int, base: float, value: float, most: float) -> Bar:
    width = 0.8 * ACROSS / len(labels)
    return Bar(
        style=one.style,
        tip=f"{labels[place]}: {value:,.0f} {one.label}",
        x=f"{float(_x(place, len(labels))) - width / 2:.1f}",
        y=_y((base + value) / most),
        width=f"{width:.1f}",
        height=f"{UP * value / most:.1f}",
    )


def _split_at_gaps(values: Sequence[float | None]) -> list[str]:
    """Return the points of each stretch of values without a gap."""
    stretches: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{_x(place, len(values))},{_y(value)}")
    return [" ".join(points) for points in stretches if len(points) > 1]


def _x(place: int, places: int) -> str:
    return f"{LEFT + ACROSS * (place + 0.5) / places:.1f}"


def _y(share: float) -> str:
    return f"{TOP + UP * (1 - share):.1f}"


def _across(labels: Sequence[str], gap: int | None) -> tuple[Tick, ...]:
    """Label as many positions as there is room for, always including the last."""
    gap = gap or ceil(len(labels) / LABELS) or 1
    places = range(len(labels) - 1, -1, -gap)
    return tuple(Tick(_x(place, len(labels)), labels[place]) for place in places)


def _round_up(value: float) -> float:
    """Return the next number that is easy to halve and to read."""
    power = float(10 ** int(log10(max(value, 1))))
    return max(4.0, next(step * power for step in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if step * power >= value))
