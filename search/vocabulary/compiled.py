"""Synonyms and best bets as a query needs them: compiled from their rows, and kept in the process.

A process looks every 15 seconds whether a row has changed, and at once after an edit of its own. Nothing is indexed
anew: the words act when a query is built.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from math import inf
from threading import Lock
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Value
from django.db.models.signals import post_delete, post_save

from search.base.analysis import ENGLISH, analysis_language, positioned_terms, tokenize
from search.base.question_words import QUESTION_WORDS
from search.models import BestBet, SynonymSet
from search.models.vocabulary import MOST_PINNED, lines_of, trigger_of

SECONDS = 15
"""How old a vocabulary can get in a process that did not edit it."""

Positioned = tuple[tuple[int, str], ...]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Spelling:
    """How the words of a query were typed, folded and not stemmed: acronyms go by their letters."""

    words: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A term as the index has it. `acronym` is its spelling where stemming must not count: it makes "i" of IED."""

    terms: Positioned
    acronym: str = ""

    @property
    def key(self) -> Key:
        """Return its terms without their places."""
        return tuple(term for _, term in self.terms)

    @property
    def is_question_word(self) -> bool:
        """Whether nearly every text has it."""
        return len(self.terms) == 1 and self.terms[0][1] in QUESTION_WORDS


@dataclass(frozen=True)
class Rule:
    """What a term also finds."""

    others: tuple[Positioned, ...]
    acronym: str
    capitals: bool
    """It counts only when it is typed in capitals."""

    def admits(self, spelling: Spelling) -> bool:
        """Whether a query with the term's words means the term."""
        return not self.acronym or self.acronym in (spelling.capitals if self.capitals else spelling.words)


@dataclass(frozen=True)
class Words:
    """The vocabulary of one locale. `lengths` says of how many terms the entries are that begin with a term."""

    rules: Mapping[Key, Sequence[Rule]] = field(default_factory=dict)
    bets: Mapping[Key, BestBet] = field(default_factory=dict)
    lengths: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """What differs when the synonyms do: saved searches are then prepared anew."""
        return sha256(repr(sorted(self.rules.items())).encode()).hexdigest()

    def longest(self, terms: Key, start: int, spelling: Spelling) -> tuple[int, tuple[Positioned, ...]]:
        """Return how many of the terms from `start` on stand for one thing, and what else it is called: the longest
        entry; 0 when there is none."""
        for length in self.lengths.get(terms[start], ()):
            rules = self.rules.get(terms[start : start + length], ())
            found = (other for rule in rules if rule.admits(spelling) for other in rule.others)
            if others := tuple(dict.fromkeys(found)):
                return length, others
        return 0, ()

    def pinned(self, terms: Key, at: datetime) -> tuple[UUID, ...]:
        """Return the content ids that stand first for a query of these telling terms."""
        bets = [bet for bet in self._bets_within(terms) if bet.is_current(at)]
        return tuple(dict.fromkeys(item for bet in bets for item in bet.pinned))[:MOST_PINNED]

    def _bets_within(self, terms: Key) -> Iterator[BestBet]:
        """Yield that of the whole query, then those within it from left to right."""
        if terms in self.bets:
            yield self.bets[terms]
        for start, term in enumerate(terms):
            for length in self.lengths.get(term, ()):
                bet = self.bets.get(terms[start : start + length])
                if bet and bet.within:
                    yield bet


Vocabulary = Mapping[str, Words]
"""By locale."""
NO_WORDS = Words()


def compiled(sets: Iterable[SynonymSet], bets: Iterable[BestBet]) -> Vocabulary:
    """Return the vocabulary of some rows; those out of use are left out."""
    rules: dict[str, dict[Key, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    triggers: dict[str, dict[Key, BestBet]] = defaultdict(dict)
    for row in sets:
        if row.active:
            for key, rule in _rules_of(row.locale, row.terms, row.meanings, row.capitals):
                rules[row.locale][key].append(rule)
    for bet in bets:
        if bet.active:
            language = analysis_language(bet.locale)
            triggers[bet.locale] |= {trigger_of(query, language): bet for query in lines_of(bet.queries)}
    return {
        locale: Words(rules[locale], triggers[locale], _lengths((*rules[locale], *triggers[locale])))
        for locale in {*rules, *triggers}
    }


@lru_cache(maxsize=20_000)
def _rules_of(locale: str, terms: str, meanings: str, capitals: bool) -> tuple[tuple[Key, Rule], ...]:
    """Return each term with what it also finds. An acronym that is a word as well finds and is not found: the index
    knows no capitals. Remembered, so that an edit of one set does not cost the analysis of all."""
    language = analysis_language(locale)
    typed, meant = _forms(terms, language), _forms(meanings, language)
    wanted = [form for form in meant or typed if not (form.is_question_word or (form.acronym and capitals))]
    return tuple(
        (
            form.key,
            Rule(
                others=tuple(other.terms for other in wanted if other.key != form.key),
                acronym=form.acronym,
                capitals=capitals or form.acronym in QUESTION_WORDS,
            ),
        )
        for form in typed
    )


def _forms(text: str, language: str) -> list[Form]:
    """Return the entries of a text; acronyms in the plural too, which stemming leaves as it is: CTSAs."""
    forms: dict[Key, Form] = {}
    for entry in lines_of(text):
        acronym = entry.isupper() and len(tokenize(entry)) == 1
        for spelt in (entry, f"{entry}s") if acronym and language == ENGLISH else (entry,):
            form = Form(positioned_terms(spelt, language), tokenize(spelt)[0] if acronym else "")
            forms.setdefault(form.key, form)
    forms.pop((), None)
    return list(forms.values())


def _lengths(keys: Iterable[Key]) -> dict[str, list[int]]:
    """Return, for each first term, how many terms its entries have, the most first."""
    found: dict[str, set[int]] = defaultdict(set)
    for key in filter(None, keys):
        found[key[0]].add(len(key))
    return {first: sorted(some, reverse=True) for first, some in found.items()}


class Held:
    """The vocabulary that a process holds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, next_look: float = -inf) -> None:
        self._clock, self._next_look, self._lock = clock, next_look, Lock()
        self._edits = self._edits_seen = 0
        self._vocabulary: Vocabulary = {}
        self._stamp: list[tuple[object, ...]] | None = None

    def current(self) -> Vocabulary:
        """Return the vocabulary: no SQL, or one query when it is due, and two more when something has changed."""
        # While one thread looks, the others go on with what there is; only the first vocabulary is waited for.
        if self._is_due() and self._lock.acquire(blocking=self._stamp is None):
            try:
                if self._is_due():
                    self._look()
            finally:
                self._lock.release()
        return self._vocabulary

    def forget(self) -> None:
        """Have the next search look."""
        self._edits += 1

    def _is_due(self) -> bool:
        return self._edits != self._edits_seen or self._clock() >= self._next_look

    def _look(self) -> None:
        """What is edited while this looks makes it due again."""
        edits, stamp = self._edits, _stamp()
        if stamp != self._stamp:
            self._vocabulary = compiled(SynonymSet.objects.all(), BestBet.objects.all())
            self._stamp = stamp
        self._edits_seen, self._next_look = edits, self._clock() + SECONDS


def _stamp() -> list[tuple[object, ...]]:
    """Return what differs after any edit: one query."""
    rows = (
        model._default_manager.order_by()
        .values(side=Value(model.__name__))
        .annotate(Count("pk"), Max("updated_at"))
        .values_list("side", "pk__count", "updated_at__max")
        for model in (SynonymSet, BestBet)
    )
    return sorted(next(rows).union(*rows))


held = Held()
_instead: ContextVar[Vocabulary | None] = ContextVar("vocabulary_instead", default=None)


def words_of(locale: str) -> Words:
    """Return the current vocabulary of a locale."""
    instead = _instead.get()
    return (held.current() if instead is None else instead).get(locale, NO_WORDS)


@contextmanager
def instead(vocabulary: Vocabulary) -> Iterator[None]:
    """Let searches in this block use another vocabulary than the current one: how a preview is made."""
    token = _instead.set(vocabulary)
    try:
        yield
    finally:
        _instead.reset(token)


def forget(**signal: object) -> None:
    """Have this process use what was just edited: at once, and again when others can see it."""
    held.forget()
    transaction.on_commit(lambda: held.forget())


for _model in (SynonymSet, BestBet):
    post_save.connect(forget, sender=_model, dispatch_uid=f"vocabulary-{_model.__name__}")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"vocabulary-{_model.__name__}")
