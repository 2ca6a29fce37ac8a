"""The judged queries: texts, the documents that answer them, with grades, and the reasons.

There is one file per class of queries in `queries/`. Documents are named by path without the outer slashes, and graded
best, good or fair; a query without any must find nothing. `locale` and `corrected` apply to the whole file.
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
"""One in this many queries is held out from tuning."""


@dataclass(frozen=True)
class Judgement:
    """One query and the grade of each document that answers it."""

    group: str
    locale: str
    ask: str
    grades: dict[str, int]
    why: str
    corrected: bool
    """Whether to follow the spelling correction, as a reader would."""

    @property
    def part(self) -> str:
        """Return the set it belongs to; this depends only on the text, so that adding a query never moves another."""
        return HOLDOUT if sha256(self.ask.encode()).digest()[0] % HELD_OUT == 0 else TUNING


def judgements() -> list[Judgement]:
    """Return all of them, class by class."""
    return [judgement for file in sorted(FOLDER.glob("*.toml")) for judgement in read_judgements(file)]


def read_judgements(file: Path) -> Iterator[Judgement]:
    """Yield the queries of a file."""
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
