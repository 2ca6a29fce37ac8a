"""The search vocabulary that editors maintain: synonyms, and best bets for frequent queries.

Both are applied when a query is built (search/vocabulary/compiled.py). Terms, meanings and queries have one entry per
line.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from publishing.access.viewers import ANONYMOUS
from publishing.kinds.registry import UNSEARCHED_KINDS
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet
from search.base.analysis import analysis_language, positioned_terms, positioned_words, word_key
from search.base.question_words import QUESTION_WORDS, drop_question_words

MAX_TERMS = 12
"""On either side of a synonym set: each term adds to the cost of every search for one of the others."""
MAX_QUERIES = 50
MAX_PINNED = 5
MAX_WORDS = 8
MAX_LENGTH = 100

Errors = list[str]
Analyse = Callable[[str, str], tuple[str, ...]]


def locales() -> list[tuple[str, str]]:
    """Return the locales of the content."""
    return list(settings.LANGUAGES)


def split_lines(text: str) -> tuple[str, ...]:
    """Return the entries of a text with one entry per line; extra white space is ignored."""
    return tuple(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def pinnable_items() -> ContentItemQuerySet:
    """Return the items that a best bet may show: public pages that search can find."""
    items = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).filter(path__isnull=False)
    return items.exclude(kind__in=UNSEARCHED_KINDS)


class Entry(models.Model):
    """Base class of synonym sets and best bets."""

    locale = models.CharField(
        "language",
        max_length=12,
        choices=locales,
        default=FALLBACK_LOCALE,
        help_text="The language of the searches that it applies to.",
    )
    note = models.TextField(
        "why", blank=True, help_text="For the next editor: who requested it, and which problem it solves."
    )
    active = models.BooleanField("in use", default=True)
    updated_at = models.DateTimeField("last changed", auto_now=True)

    class Meta:
        abstract = True


class SynonymSet(Entry):
    """Terms with the same meaning; or, with meanings, terms that also find those."""

    terms = models.TextField(
        help_text=f"One per line, each of one or more words; at most {MAX_TERMS}. Singular and plural are the same; "
        "add other forms, such as hacking for hack, on lines of their own."
    )
    meanings = models.TextField(
        "also finds",
        blank=True,
        help_text="Empty: each term also finds all the others. Otherwise the terms find these as well, but these do "
        "not find the terms. One per line.",
    )
    capitals = models.BooleanField(
        "acronyms in capitals only",
        default=False,
        help_text="For acronyms that are also words, such as ACT: they only count if typed in capitals, and the "
        "other terms do not find them.",
    )

    class Meta:
        ordering = ["locale", "terms", "pk"]
        verbose_name = "synonym set"

    def __str__(self) -> str:
        sides = [", ".join(split_lines(side)) for side in (self.terms, self.meanings) if side.strip()]
        text = " → ".join(sides) if self.meanings.strip() else sides[0].replace(", ", " = ") if sides else ""
        return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]} …"

    def clean(self) -> None:
        """Reject entries that could never apply or would apply to everything; report all errors at once."""
        terms, meanings = split_lines(self.terms), split_lines(self.meanings)
        self.terms, self.meanings = "\n".join(terms), "\n".join(meanings)
        language = analysis_language(self.locale)
        errors = {
            # A set is recognised before stemming, so "hack" and "hacked" are two terms; both find the same.
            "terms": _check_entries(terms, language, MAX_TERMS, "terms", analyse_words),
            "meanings": _check_entries(meanings, language, MAX_TERMS, "terms"),
        }
        if len(terms) == 1 and not meanings:
            errors["terms"].append("Add a second term, or what the term also finds.")
        errors["terms"] += _check_question_words(terms, language)
        _raise_errors(errors)


class BestBet(Entry):
    """Pages that come first for certain queries."""

    queries = models.TextField(
        help_text=f"What people type, one query per line; at most {MAX_QUERIES}. Capitals, word endings, and phrases "
        "such as “the” or “how do I” make no difference."
    )
    within = models.BooleanField(
        "also in longer queries",
        default=False,
        help_text="It also applies if the query is part of a longer one.",
    )
    items = models.JSONField(default=list, blank=True, editable=False, help_text="Content ids of the pages, in order.")
    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)

    class Meta:
        ordering = ["locale", "queries", "pk"]
        verbose_name = "best bet"

    def __str__(self) -> str:
        queries = split_lines(self.queries)
        more = f" and {len(queries) - 1} more" if len(queries) > 1 else ""
        return f"“{queries[0]}”{more}" if queries else "Best bet"

    @property
    def pinned(self) -> tuple[UUID, ...]:
        """The content ids of its pages, in order."""
        return tuple(map(UUID, self.items))

    def is_current(self, at: datetime) -> bool:
        """Whether it applies at that time."""
        return not ((self.starts_at and at < self.starts_at) or (self.ends_at and at >= self.ends_at))

    def clean(self) -> None:
        """Reject entries that could never apply or are ambiguous; report all errors at once."""
        queries, language = split_lines(self.queries), analysis_language(self.locale)
        self.queries = "\n".join(queries)
        errors = {"queries": _check_entries(queries, language, MAX_QUERIES, "queries"), "ends_at": Errors()}
        errors["queries"] += self._check_taken(queries, language)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"].append("It must end after it starts.")
        _raise_errors(errors)
        self._check_items()

    def _check_items(self) -> None:
        found = pinnable_items().in_locale(self.locale).filter(content_id__in=self.items).count()
        if not 1 <= len(self.items) <= MAX_PINNED:
            raise ValidationError(f"Choose between 1 and {MAX_PINNED} pages.")
        if len(set(self.items)) < len(self.items):
            raise ValidationError("The same page has been chosen twice.")
        if found < len(self.items):
            raise ValidationError(
                f"Each page must be public, have its own address, and be in {self.get_locale_display()}."
            )

    def _check_taken(self, queries: Iterable[str], language: str) -> Errors:
        """With two best bets for one query, chance would decide which page comes first."""
        others = BestBet.objects.filter(~Q(pk=self.pk), locale=self.locale)
        taken = {analyse_trigger(line, language): other for other in others for line in split_lines(other.queries)}
        return [
            f"“{query}” already has a best bet: {other}."
            for query in queries
            if (other := taken.get(analyse_trigger(query, language)))
        ]


class StartingEntry(models.Model):
    """An entry of the starter vocabulary that has been loaded. It is never loaded again, even if editors delete it."""

    key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


def analyse_key(term: str, language: str) -> tuple[str, ...]:
    """Return the analysed terms by which a synonym is recognised."""
    return tuple(analysed for _, analysed in positioned_terms(term, language))


def analyse_words(term: str, language: str) -> tuple[str, ...]:
    """Return the terms by which a synonym set is recognised: not stemmed, but in the singular."""
    return tuple(word_key(word) for _, word in positioned_words(term, language))


def analyse_trigger(query: str, language: str) -> tuple[str, ...]:
    """Return the analysed terms by which a query is recognised, without question words."""
    return drop_question_words(analyse_key(query, language))


def _check_entries(
    texts: Sequence[str], language: str, limit: int, name: str, analyse: Analyse = analyse_key
) -> Errors:
    errors: Errors = []
    if len(texts) > limit:
        errors.append(f"There can be at most {limit} {name}; there are {len(texts)}.")
    known: dict[tuple[str, ...], str] = {}
    for text in texts[:limit]:
        key = analyse(text, language)
        if len(text) > MAX_LENGTH or len(key) > MAX_WORDS:
            errors.append(f"“{text[:40]}…” is too long: at most {MAX_LENGTH} characters and {MAX_WORDS} words.")
        elif not key:
            errors.append(f"“{text}” cannot be searched for: it has no letters, or only words like “the”.")
        elif key in known:
            errors.append(f"“{text}” means the same as “{known[key]}” in search: remove one of them.")
        else:
            known[key] = text
    return errors


def _check_question_words(terms: Iterable[str], language: str) -> Errors:
    """A lower-case "who" must not become the World Health Organization."""
    return [
        f"“{term}” is in too many queries. If it is an acronym, write it in capitals: then only capitals count."
        for term in terms
        if len(key := analyse_key(term, language)) == 1 and key[0] in QUESTION_WORDS and not term.isupper()
    ]


def _raise_errors(errors: dict[str, Errors]) -> None:
    if found := {field: some for field, some in errors.items() if some}:
        raise ValidationError(found)
