"""Costs with open page sizes: sums that are evaluated with the variables of a request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql_api.base.limits import MAX_PAGE

CEILING = 10**12
"""Keeps numbers small: beyond the limit the exact cost does not matter."""


class OpenSize(Protocol):
    """A number that depends on the variables of a request."""

    def value(self, variables: Mapping[str, Any]) -> int:
        """Return the number in a request."""
        ...


@dataclass(frozen=True)
class PageSize:
    """A page size in a variable."""

    name: str

    def value(self, variables: Mapping[str, Any]) -> int:
        """Return the number of items."""
        return clamp(variables.get(self.name))


Size = int | OpenSize
"""A number of items."""


@dataclass(eq=False)
class Sum:
    """A constant, plus sums that are multiplied by a number or a variable, plus the highest of some alternatives."""

    constant: int = 0
    parts: list[tuple[Size, "Sum"]] = field(default_factory=list)
    alternatives: list["Sum"] = field(default_factory=list)

    @property
    def is_constant(self) -> bool:
        """Whether no variable is open."""
        return not (self.parts or self.alternatives)

    @property
    def is_zero(self) -> bool:
        """Whether the sum is empty."""
        return self.is_constant and not self.constant

    def add(self, times: Size, inner: "Sum") -> None:
        """Add a multiple of another sum. Its constant is added at once; open parts remain parts."""
        if not isinstance(times, int):
            self.parts.append((times, inner))
            return
        self.constant = min(self.constant + times * inner.constant, CEILING)
        if not inner.is_constant:
            self.parts.append((times, inner))

    def value(self, variables: Mapping[str, Any]) -> int:
        """Return the sum with these variables."""
        return min(self.constant + _evaluate(self, variables, {}), CEILING)


def highest(sums: Iterable[Sum]) -> Sum:
    """Return the highest of some sums, which may depend on variables."""
    distinct = list({id(one): one for one in sums}.values())
    if len(distinct) == 1:
        return distinct[0]
    constant = max((one.constant for one in distinct if one.is_constant), default=0)
    alternatives = [one for one in distinct if not one.is_constant]
    return Sum(alternatives=[Sum(constant), *alternatives]) if alternatives else Sum(constant)


def clamp(size: object) -> int:
    """Return a size within the allowed range: resolvers reject larger ones. A list of ids counts by its length."""
    if isinstance(size, list):
        return min(len(size), MAX_PAGE)
    return int(min(abs(size), MAX_PAGE)) if isinstance(size, int | float) else 0


def _evaluate(cost: Sum, variables: Mapping[str, Any], known: dict[int, int]) -> int:
    """Return the value of what depends on variables. Each sum is evaluated once, although fragments may use it in many
    places."""
    key = id(cost)
    if key not in known:
        total = max((one.constant + _evaluate(one, variables, known) for one in cost.alternatives), default=0)
        for times, inner in cost.parts:
            if isinstance(times, int):
                total += times * _evaluate(inner, variables, known)
            else:
                total += times.value(variables) * (inner.constant + _evaluate(inner, variables, known))
        known[key] = min(total, CEILING)
    return known[key]
