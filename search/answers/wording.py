"""The terms by which questions are recognised, from terms.toml."""

import tomllib
from pathlib import Path
from typing import Any

from publishing.geography.gazetteer import AMBIGUOUS

Terms = frozenset[str]
_LISTS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "terms.toml").read_text())


def _terms(name: str) -> Terms:
    """Return a list's terms in all languages."""
    return frozenset(term for text in _LISTS[name].values() for term in text.split())


def _names(name: str) -> Terms:
    """Return a list's names, which may be several terms."""
    return frozenset(_LISTS[name]["names"])


FILLERS = _terms("fillers")

THREAT, TERRORISM, ATTACK = _terms("threat"), _terms("terrorism"), _terms("attack")
LEVEL, LIKELIHOOD = _terms("level"), _terms("likelihood")
THREAT_QUESTIONS: tuple[tuple[Terms, Terms], ...] = (
    (THREAT | {"alert"}, LEVEL),
    (frozenset({"alert"}), frozenset({"state"})),
    (THREAT, TERRORISM),
    (ATTACK, LIKELIHOOD),
    (TERRORISM, LIKELIHOOD | LEVEL | {"alert"}),
)
"""A question about the threat level has a term of both sets of one of these."""
THREAT_TERMS = THREAT | TERRORISM | ATTACK | LEVEL | LIKELIHOOD | _terms("beside_threats")

REACHING, REACHING_TOGETHER = _terms("reaching"), _terms("reaching_together")
CONTACT_MEANS = REACHING_TOGETHER - _terms("reached")
CONTACT_TERMS = REACHING | REACHING_TOGETHER | _terms("beside_contacts")
EMERGENCY_NUMBERS = frozenset({"999", "112"})
EMERGENCY = EMERGENCY_NUMBERS | _terms("emergency")
EMERGENCY_TERMS = EMERGENCY | _terms("beside_emergencies")
REPORT, REPORTED = _terms("report"), _terms("reported")
HOTLINE = _terms("hotline")
HOTLINE_TERMS = HOTLINE | TERRORISM | _terms("beside_hotlines")

PROJECT = _terms("project")

TRAVEL = _terms("travel")
BEFORE_SAFETY = _terms("before_safety")
DANGER = THREAT | TERRORISM | ATTACK
MOVEMENT, SAFETY = _terms("movement"), _terms("safety")
BEFORE_PLACES = _terms("before_places")
BEFORE_NAMES = _terms("before_names")
AROUND = _terms("around") | BEFORE_PLACES | BEFORE_NAMES
BLOCKERS = _terms("blockers")

NAMESAKES = AMBIGUOUS | _terms("namesakes")
ORDINARY_TERMS = AMBIGUOUS | _terms("ordinary_terms")
SHARED_NAMES = _names("shared_names")
NORTHERN_IRELAND = _names("northern_ireland")
