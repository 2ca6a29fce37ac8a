"""The report of an import: counts, and whatever someone should look at, as text or as JSON."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from cms.importing.importer import Result
from cms.importing.review import Outcome

MOST_LISTED = 10
"""Differences of a page in the text; the JSON has all."""


@dataclass
class Report:
    """Collects results."""

    source: str
    is_dry_run: bool = False
    counts: Counter[Outcome] = field(default_factory=Counter)
    results: list[Result] = field(default_factory=list)
    """Without those that need no attention: unchanged, and without remarks."""

    def add(self, result: Result) -> None:
        """Count a result, and keep it if there is something to say about it."""
        self.counts[result.outcome] += 1
        if result.outcome is not Outcome.UNCHANGED or result.remarks or result.held:
            self.results.append(result)

    @property
    def has_failures(self) -> bool:
        """Whether a document failed."""
        return self.counts[Outcome.FAILED] > 0

    def as_json(self) -> str:
        """Return the report for programs."""
        data: dict[str, Any] = {
            "source": self.source,
            "dryRun": self.is_dry_run,
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome},
            "documents": [asdict(result) for result in self.results],
        }
        return json.dumps(data, ensure_ascii=False, indent=1)

    def lines(self) -> Iterator[str]:
        """Yield the report for people."""
        for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.HELD, Outcome.FAILED):
            for result in self.results:
                if result.outcome is outcome:
                    yield from self._describe(result)
        counts = ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in Outcome)
        yield f"{'Nothing was written. ' if self.is_dry_run else ''}{self.counts.total()} documents: {counts}."

    def _describe(self, result: Result) -> Iterator[str]:
        details = list(self._details(result))
        if details or result.outcome in (Outcome.HELD, Outcome.FAILED):
            name = f"{result.title} ({result.name})" if result.title and result.name else result.title or result.name
            yield f"{result.outcome.upper()} {name or result.key}"
            yield from (f"  {line}" for line in details)

    def _details(self, result: Result) -> Iterator[str]:
        if result.problem:
            yield result.problem
        if result.kept:
            yield f"kept as edited here: {', '.join(result.kept)}"
        if self.is_dry_run or result.held:
            yield from result.differences[:MOST_LISTED]
            if (more := len(result.differences) - MOST_LISTED) > 0:
                yield f"and {more} more"
        if result.remarks:
            yield f"not imported: {'; '.join(result.remarks)}"
