"""Synonyms and best bets as an editor would save them."""

from typing import Any

from publishing.models import Change
from search.models import BestBet, SynonymSet


def synonyms(*terms: str, **fields: Any) -> SynonymSet:
    """Save a set; `meanings` is a list as well."""
    meanings = "\n".join(fields.pop("meanings", ()))
    return _saved(SynonymSet(terms="\n".join(terms), meanings=meanings, **fields))


def best_bet(*queries: str, pages: list[Change], **fields: Any) -> BestBet:
    """Save a best bet for what was published."""
    items = [str(change.item.content_id) for change in pages]
    return _saved(BestBet(queries="\n".join(queries), items=items, **fields))


def _saved(entry: Any) -> Any:
    entry.full_clean()
    entry.save()
    return entry
