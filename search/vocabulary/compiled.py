"""Synonyms and best bets, compiled for use in queries and cached in the process.

A process checks every 15 seconds whether a row has changed, and immediately after its own edits. Changes need no
reindexing: the vocabulary is applied when a query is built.
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

from search.base.analysis import (
    ENGLISH,
    analysis_language,
    positioned_terms,
    tokenize,
)
from search.base.question_words import QUESTION_WORDS
from search.models import BestBet, SynonymSet
from search.models.vocabulary import MAX_PINNED, analyse_trigger, analyse_words, split_lines

REFRESH_SECONDS = 15
"""The maximum age of the vocabulary in a process that did not edit it."""

MIN_JOINED = 6
"""The letters of the shortest entry that is recognised without its spaces."""

PositionedTerms = tuple[tuple[int, str], ...]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Spelling:
    """The tokens of a query as they were typed, folded but not stemmed: acronyms are recognised by their letters."""

    tokens: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """An entry as indexed. `acronym` is its exact spelling if stemming must be ignored: IED is stemmed to "i"."""

    terms: PositionedTerms
    words: Key
    """Its words in the singular: an entry is recognised before stemming, which takes training for a train."""
    acronym: str = ""

    @property
    def key(self) -> Key:
        """Its terms without their positions."""
        return tuple(term for _, term in self.terms)


@dataclass(frozen=True)
class Rule:
    """The synonyms that a term also matches."""

    terms: PositionedTerms
    synonyms: tuple[PositionedTerms, ...]
    acronym: str
    capitals: bool
    """Whether it only applies if the term is typed in capitals."""

    def applies(self, spelling: Spelling) -> bool:
        """Whether a query that contains the terms of the entry means the entry."""
        return not self.acronym or self.acronym in (spelling.capitals if self.capitals else spelling.tokens)


@dataclass(frozen=True)
class LocaleVocabulary:
    """The vocabulary of one locale: synonyms by their words, best bets by their terms. The lengths of entries are by
    their first word or term."""

    rules: Mapping[Key, Sequence[Rule]] = field(default_factory=dict)
    bets: Mapping[Key, BestBet] = field(default_factory=dict)
    rule_lengths: Mapping[str, Sequence[int]] = field(default_factory=dict)
    bet_lengths: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """A digest of the synonyms: when it changes, saved searches are prepared again."""
        return sha256(repr(sorted(self.rules.items())).encode()).hexdigest()

    def longest_match(self, words: Key, start: int, spelling: Spelling) -> tuple[int, tuple[PositionedTerms, ...]]:
        """Return the length of the longest entry that starts at `start`, and its synonyms; 0 if there is none."""
        for length in self.rule_lengths.get(words[start], ()):
            rules = self.rules.get(words[start : start + length], ())
            found = (synonym for rule in rules if rule.applies(spelling) for synonym in rule.synonyms)
            if synonyms := tuple(dict.fromkeys(found)):
                return length, synonyms
        return self._match_joined(words, start)

    def _match_joined(self, words: Key, start: int) -> tuple[int, tuple[PositionedTerms, ...]]:
        """Return the same for an entry that is typed as two words ("lock down"), or as one ("threatlevel")."""
        for length in (2, 1):
            rules = self.joined.get("".join(words[start : start + length]), ())
            forms = (form for rule in rules for form in (rule.terms, *rule.synonyms))
            if synonyms := tuple(dict.fromkeys(forms)):
                return min(length, len(words) - start), synonyms
        return 0, ()

    @cached_property
    def joined(self) -> Mapping[str, Sequence[Rule]]:
        """The synonyms by their words without spaces, unless they are so short that other words look like them."""
        joined = {"".join(words): rules for words, rules in self.rules.items()}
        return {
            word: rules
            for word, rules in joined.items()
            if len(word) >= MIN_JOINED and not any(rule.acronym for rule in rules)
        }

    def pinned(self, terms: Key, at: datetime) -> tuple[UUID, ...]:
        """Return the content ids of the best bets for a query with these terms (without question words).

        The best bet for the whole query comes first, then those for parts of it, from left to right.
        """
        bets = [self.bets[terms]] if terms in self.bets else []
        for start, term in enumerate(terms):
            for length in self.bet_lengths.get(term, ()):
                bet = self.bets.get(terms[start : start + length])
                if bet and bet.within:
                    bets.append(bet)
        current = (bet for bet in bets if bet.is_current(at))
        return tuple(dict.fromkeys(content_id for bet in current for content_id in bet.pinned))[:MAX_PINNED]


Vocabulary = Mapping[str, LocaleVocabulary]
"""By locale."""
EMPTY_VOCABULARY = LocaleVocabulary()


def compile_vocabulary(sets: Iterable[SynonymSet], bets: Iterable[BestBet]) -> Vocabulary:
    """Compile the active rows."""
    rules: dict[str, dict[Key, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    triggers: dict[str, dict[Key, BestBet]] = defaultdict(dict)
    for row in sets:
        if row.active:
            for key, rule in _compile_rules(row.locale, row.terms, row.meanings, row.capitals):
                rules[row.locale][key].append(rule)
    for bet in bets:
        if bet.active:
            language = analysis_language(bet.locale)
            triggers[bet.locale] |= {analyse_trigger(query, language): bet for query in split_lines(bet.queries)}
    return {
        locale: LocaleVocabulary(rules[locale], triggers[locale], _lengths(rules[locale]), _lengths(triggers[locale]))
        for locale in {*rules, *triggers}
    }


def _lengths(keys: Iterable[Key]) -> dict[str, list[int]]:
    """Return the lengths of keys by their first part, the longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in filter(None, keys):
        lengths[key[0]].add(len(key))
    return {first: sorted(found, reverse=True) for first, found in lengths.items()}


@lru_cache(maxsize=20_000)
def _compile_rules(locale: str, terms: str, meanings: str, capitals: bool) -> tuple[tuple[Key, Rule], ...]:
    """Return the rule of each term of a synonym set.

    An acronym that is also a word finds its synonyms but is not found by them: the index ignores capitals. Cached, so
    that an edit of one set does not require analysing all others.
    """
    language = analysis_language(locale)
    typed, meant = _compile_forms(terms, language), _compile_forms(meanings, language)
    found = [
        form
        for form in meant or typed
        if not (len(form.key) == 1 and form.key[0] in QUESTION_WORDS) and not (form.acronym and capitals)
    ]
    return tuple(
        (
            form.words,
            Rule(
                terms=form.terms,
                synonyms=tuple(other.terms for other in found if other.key != form.key),
                acronym=form.acronym,
                capitals=capitals or form.acronym in QUESTION_WORDS,
            ),
        )
        for form in typed
    )


def _compile_forms(text: str, language: str) -> list[Form]:
    """Return the entries of a text, including plurals of acronyms, which stemming does not reduce: CTSAs."""
    forms: dict[Key, Form] = {}
    for entry in split_lines(text):
        acronym = entry.isupper() and len(tokenize(entry)) == 1
        for spelt in (entry, f"{entry}s") if acronym and language == ENGLISH else (entry,):
            words = analyse_words(spelt, language)
            form = Form(positioned_terms(spelt, language), words, tokenize(spelt)[0] if acronym else "")
            forms.setdefault(form.key, form)
    forms.pop((), None)
    return list(forms.values())


class VocabularyCache:
    """The vocabulary cached by this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, next_check: float = -inf) -> None:
        self._clock, self._next_check, self._lock = clock, next_check, Lock()
        self._edits = self._edits_seen = 0
        self._vocabulary: Vocabulary = {}
        self._stamp: list[tuple[object, ...]] | None = None

    def get(self) -> Vocabulary:
        """Return the vocabulary: no SQL, or one query if a check is due, and two more if something has changed."""
        # While one thread checks, the others use the cached vocabulary; they only wait for the first one.
        if self._is_due() and self._lock.acquire(blocking=self._stamp is None):
            try:
                if self._is_due():
                    self._refresh()
            finally:
                self._lock.release()
        return self._vocabulary

    def invalidate(self) -> None:
        """Make the next search check for changes."""
        self._edits += 1

    def _is_due(self) -> bool:
        return self._edits != self._edits_seen or self._clock() >= self._next_check

    def _refresh(self) -> None:
        """Load the vocabulary if it has changed. An edit during the refresh makes the next one due immediately."""
        edits, stamp = self._edits, _read_stamp()
        if stamp != self._stamp:
            self._vocabulary = compile_vocabulary(SynonymSet.objects.all(), BestBet.objects.all())
            self._stamp = stamp
        self._edits_seen, self._next_check = edits, self._clock() + REFRESH_SECONDS


def _read_stamp() -> list[tuple[object, ...]]:
    """Return values that change with every edit: one SQL query."""
    rows = (
        model._default_manager.order_by()
        .values(side=Value(model.__name__))
        .annotate(Count("pk"), Max("updated_at"))
        .values_list("side", "pk__count", "updated_at__max")
        for model in (SynonymSet, BestBet)
    )
    return sorted(next(rows).union(*rows))


vocabulary_cache = VocabularyCache()
_override: ContextVar[Vocabulary | None] = ContextVar("vocabulary_override", default=None)


def current_vocabulary(locale: str) -> LocaleVocabulary:
    """Return the current vocabulary of a locale."""
    override = _override.get()
    return (vocabulary_cache.get() if override is None else override).get(locale, EMPTY_VOCABULARY)


@contextmanager
def override_vocabulary(vocabulary: Vocabulary) -> Iterator[None]:
    """Use another vocabulary for searches in this block, as the preview does."""
    token = _override.set(vocabulary)
    try:
        yield
    finally:
        _override.reset(token)


def invalidate_cache(**signal: object) -> None:
    """Make this process use an edit: immediately, and again once it is visible to others."""
    vocabulary_cache.invalidate()
    transaction.on_commit(lambda: vocabulary_cache.invalidate())


for _model in (SynonymSet, BestBet):
    post_save.connect(invalidate_cache, sender=_model, dispatch_uid=f"vocabulary-{_model.__name__}")
    post_delete.connect(invalidate_cache, sender=_model, dispatch_uid=f"vocabulary-{_model.__name__}")
