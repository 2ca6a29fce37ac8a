"""The judged queries: what is asked, which documents answer it and how well, and why.

One file a class of queries, in `queries/`. Documents are named by path without the outer slashes, and graded best, good
or fair; a query without any must find nothing. `locale` and `corrected` hold for the whole file.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "queries"
GRADES = {"best": 3, "good": 2, "fair": 1}
TUNING, HOLDOUT = "tuning", "holdout"
HELD_OUT = 3
"""One query of so many is kept from tuning."""


@dataclass(frozen=True)
class Judgement:
    """One query and the grade of each document that answers it."""

    group: str
    locale: str
    ask: str
    grades: dict[str, int]
    why: str
    corrected: bool
    """The reader is taken to follow the correction that is offered."""

    @property
    def part(self) -> str:
        """Return which half it belongs to; the query alone decides, so that a new one moves no other."""
        return HOLDOUT if sha256(self.ask.encode()).digest()[0] % HELD_OUT == 0 else TUNING


def judgements() -> list[Judgement]:
    """Return all of them, class by class."""
    return [judgement for file in sorted(FOLDER.glob("*.toml")) for judgement in _of(file)]


def _of(file: Path) -> Iterator[Judgement]:
    content = tomllib.loads(file.read_text("utf-8"))
    for query in content["queries"]:
        yield Judgement(
            group=file.stem,
            locale=content.get("locale", "en-gb"),
            ask=query["ask"],
            grades=_grades(query),
            why=query["why"],
            corrected=content.get("corrected", False),
        )


def _grades(query: dict[str, Any]) -> dict[str, int]:
    return {f"/{path}/": grade for name, grade in GRADES.items() for path in query.get(name, ())}
