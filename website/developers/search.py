"""Searches the developers' pages: a few thousand names and sections, ranked by where the terms of the query occur.

It reads one file for each search. The content's search engines are not used: this text is not content, has no audience
and must be found even while they are down (docs/decisions/0104).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from rapidfuzz import fuzz, process

MAX_TERMS = 8
MAX_HITS = 30
MIN_SIMILARITY = 75
SNIPPET = 160
IGNORED = frozenset(
    "a an and are by can do does for from get how i in is it my of on or that the to use what with".split()  # noqa: SIM905
)
KIND_WEIGHTS = {"type": 1.3, "guide": 1.2, "error": 1.2}

_TERM = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""A term within a name: `travelAdvice` has two."""


@dataclass(frozen=True)
class Hit:
    """Something that was found; `url` is relative to the developers' pages."""

    kind: str
    title: str
    url: str
    snippet: str


@dataclass(frozen=True)
class Found:
    """The result of a search; `corrected` is the query that was used instead if a term occurs nowhere."""

    hits: tuple[Hit, ...] = ()
    corrected: str = ""


@dataclass(frozen=True)
class _Candidate:
    entry: Mapping[str, str]
    title: str
    terms: frozenset[str]
    text: str

    def score(self, term: str) -> float:
        """Return how well a term fits: a whole term of the title, the start of one, part of it, or the text."""
        if term in (self.title, self.title.rpartition(".")[2]):
            return 12
        if term in self.terms:
            return 6
        if any(one.startswith(term) for one in self.terms):
            return 4
        if len(term) > 2 and term in self.title:
            return 3
        return 1 if re.search(rf"\b{re.escape(term)}", self.text) else 0


def search_pages(entries: Iterable[Mapping[str, str]], query: str) -> Found:
    """Return the entries that contain most terms of the query, best first."""
    candidates = [_candidate(entry) for entry in entries]
    terms = list(dict.fromkeys(re.findall(r"\w+", query.lower())))[:MAX_TERMS]
    terms = [term for term in terms if term not in IGNORED] or terms
    corrected = [_correct(term, candidates) for term in terms]
    weights = {term: _rarity(term, candidates) for term in corrected}
    scored = [(_total(candidate, weights), candidate) for candidate in candidates]
    best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], len(each[1].title)))
    return Found(
        tuple(_hit(candidate, corrected) for _, candidate in best[:MAX_HITS]),
        "" if corrected == terms else " ".join(corrected),
    )


def _candidate(entry: Mapping[str, str]) -> _Candidate:
    title = entry["title"]
    terms = frozenset(term.lower() for term in (*_TERM.findall(title), *re.findall(r"\w+", title)))
    return _Candidate(entry, title.lower(), terms, entry["text"].lower())


def _rarity(term: str, candidates: Sequence[_Candidate]) -> float:
    """Return the weight of a term: one that is everywhere says little."""
    found = sum(1 for candidate in candidates if candidate.score(term))
    return log(1 + len(candidates) / (1 + found))


def _total(candidate: _Candidate, weights: Mapping[str, float]) -> float:
    scores = {term: candidate.score(term) for term in weights}
    matched = sum(1 for score in scores.values() if score)
    total = sum(score * weights[term] for term, score in scores.items())
    return total * matched**2 * KIND_WEIGHTS.get(candidate.entry["kind"], 1)


def _correct(term: str, candidates: Sequence[_Candidate]) -> str:
    """Return the most similar term of a title if the term occurs nowhere."""
    if any(candidate.score(term) for candidate in candidates):
        return term
    known = {each for candidate in candidates for each in candidate.terms if len(each) > 2}
    found: Any = process.extractOne(term, sorted(known), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return found[0] if found else term


def _hit(candidate: _Candidate, terms: Sequence[str]) -> Hit:
    """Return a hit with the part of its text around the first term that it contains."""
    entry = candidate.entry
    places = [match.start() for term in terms if (match := re.search(rf"\b{re.escape(term)}", candidate.text))]
    start = max(min(places, default=0) - SNIPPET // 2, 0)
    start = entry["text"].find(" ", start) + 1 if start else 0
    snippet = entry["text"][start : start + SNIPPET]
    if start + SNIPPET < len(entry["text"]):
        snippet = f"{snippet.rpartition(' ')[0]} …"
    return Hit(entry["kind"], entry["title"], entry["url"], f"… {snippet}" if start else snippet)
