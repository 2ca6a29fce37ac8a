"""The starter vocabulary: files that are loaded once, after which their entries belong to the editors.

`starter_entries/*.toml` contain synonym sets and best bets, which refer to their pages by path. An entry is identified
by its language and its first term or query: once loaded, it is not loaded again, even if an editor has deleted it.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from publishing.models.items import FALLBACK_LOCALE
from search.models import BestBet, SynonymSet
from search.models.vocabulary import StartingEntry, pinnable_items

FOLDER = Path(__file__).parent / "starter_entries"


@dataclass
class LoadReport:
    """What a run has loaded."""

    sets: int = 0
    bets: int = 0
    skipped: list[str] = field(default_factory=list)
    """Entries that cannot be loaded now, and why."""


def starter_synonym_sets() -> Iterator[SynonymSet]:
    """Yield the unsaved synonym sets of the files."""
    for locale, content in _files():
        for entry in content.get("synonyms", ()):
            yield SynonymSet(
                locale=locale,
                terms="\n".join(entry["terms"]),
                meanings="\n".join(entry.get("meanings", ())),
                capitals=entry.get("capitals", False),
                note=entry["note"],
            )


def starter_best_bets() -> Iterator[BestBet]:
    """Yield the unsaved best bets of the files, with those of their pages that are published."""
    paths = {path for _, content in _files() for bet in content.get("best_bets", ()) for path in bet["pages"]}
    pages = {item.path: item.content_id for item in pinnable_items().filter(path__in=paths) if item.path}
    for locale, content in _files():
        for entry in content.get("best_bets", ()):
            yield BestBet(
                locale=locale,
                queries="\n".join(entry["queries"]),
                within=entry.get("within", False),
                items=[str(pages[path]) for path in entry["pages"] if path in pages],
                note=entry["note"],
            )


@transaction.atomic
def load_starter_vocabulary() -> LoadReport:
    """Load the entries that have never been loaded before."""
    loaded = LoadReport()
    known = set(StartingEntry.objects.values_list("key", flat=True))
    for entry in starter_synonym_sets():
        loaded.sets += _save(entry, f"{entry.locale} synonym {entry.terms}", known, loaded)
    for bet in starter_best_bets():
        loaded.bets += _save(bet, f"{bet.locale} best bet {bet.queries}", known, loaded)
    return loaded


def _save(entry: SynonymSet | BestBet, key: str, known: set[str], loaded: LoadReport) -> bool:
    key = key.split("\n", 1)[0]
    if key in known:
        return False
    if reason := _find_error(entry):
        loaded.skipped.append(f"{key}: {reason}")
        return False
    entry.save()
    StartingEntry.objects.create(key=key)
    return True


def _find_error(entry: SynonymSet | BestBet) -> str:
    if isinstance(entry, BestBet) and not entry.items:
        return "none of its pages is published"
    try:
        entry.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _files() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(file.read_text("utf-8"))
        yield content.get("locale", FALLBACK_LOCALE), content
