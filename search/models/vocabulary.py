"""The words of a programme beside those of its pages: synonyms, and best bets for what is often asked.

Both act when a query is built (search/vocabulary/compiled.py). Terms, meanings and queries hold one entry per line.
"""

from collections.abc import Iterable, Sequence
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
from search.base.analysis import analysis_language, positioned_terms
from search.base.question_words import QUESTION_WORDS, drop_question_words

MOST_TERMS = 12
"""Of a synonym set, on either side: each costs every search that has one of the others."""
MOST_QUERIES = 50
MOST_PINNED = 5
MOST_WORDS = 8
LONGEST = 100

Complaints = list[str]


def locales() -> list[tuple[str, str]]:
    """Return the locales that content is written in."""
    return list(settings.LANGUAGES)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the entries of a text of one entry a line; blanks around and between them mean nothing."""
    return tuple(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def pinnable_items() -> ContentItemQuerySet:
    """Return what a best bet may show: pages that everybody may read and that search can find."""
    items = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).filter(path__isnull=False)
    return items.exclude(kind__in=UNSEARCHED_KINDS)


class Entry(models.Model):
    """What synonym sets and best bets have in common."""

    locale = models.CharField(
        "language", max_length=12, choices=locales, default=FALLBACK_LOCALE, help_text="Of the searches it is for."
    )
    note = models.TextField("why", blank=True, help_text="For the next editor: who asked for it, what it mends.")
    active = models.BooleanField("in use", default=True)
    updated_at = models.DateTimeField("last changed", auto_now=True)

    class Meta:
        abstract = True


class SynonymSet(Entry):
    """Terms that mean the same; or, with meanings, terms that also find those."""

    terms = models.TextField(
        help_text=f"One a line, of one word or several, {MOST_TERMS} at the most. Any form of a word will do."
    )
    meanings = models.TextField(
        "also finds",
        blank=True,
        help_text="Empty: each term also finds all the others. Otherwise the terms find these as well, but these do "
        "not find the terms. One a line.",
    )
    capitals = models.BooleanField(
        "acronyms in capitals only",
        default=False,
        help_text="For acronyms that are words as well, such as ACT: they count only when they are typed in capitals, "
        "and the other terms do not find them.",
    )

    class Meta:
        ordering = ["locale", "terms", "pk"]
        verbose_name = "synonym set"

    def __str__(self) -> str:
        sides = [", ".join(lines_of(side)) for side in (self.terms, self.meanings) if side.strip()]
        text = " → ".join(sides) if self.meanings.strip() else sides[0].replace(", ", " = ") if sides else ""
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"

    def clean(self) -> None:
        """Refuse what could never act, or would act on everything; say all that is wrong at once."""
        terms, meanings = lines_of(self.terms), lines_of(self.meanings)
        self.terms, self.meanings = "\n".join(terms), "\n".join(meanings)
        complaints = {"terms": self._complaints(terms), "meanings": self._complaints(meanings)}
        if len(terms) == 1 and not meanings:
            complaints["terms"].append("Write a second term, or what the one term also finds.")
        complaints["terms"] += _small_question_words(terms, analysis_language(self.locale))
        _raise(complaints)

    def _complaints(self, terms: Sequence[str]) -> Complaints:
        return _complaints(terms, analysis_language(self.locale), MOST_TERMS, "terms")


class BestBet(Entry):
    """Pages that stand first for some queries."""

    queries = models.TextField(
        help_text=f"What people type, one query a line, {MOST_QUERIES} at the most. Capitals, endings of words, and "
        "words such as “the” or “how do I” make no difference."
    )
    within = models.BooleanField(
        "also in longer queries",
        default=False,
        help_text="It also acts when the words of a query stand, side by side, among others.",
    )
    items = models.JSONField(
        default=list, blank=True, editable=False, help_text="Content ids of the pages, the first one first."
    )
    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)

    class Meta:
        ordering = ["locale", "queries", "pk"]
        verbose_name = "best bet"

    def __str__(self) -> str:
        queries = lines_of(self.queries)
        more = f" and {len(queries) - 1} more" if len(queries) > 1 else ""
        return f"“{queries[0]}”{more}" if queries else "Best bet"

    @property
    def pinned(self) -> tuple[UUID, ...]:
        """Return the content ids of its pages, in order."""
        return tuple(map(UUID, self.items))

    def is_current(self, at: datetime) -> bool:
        """Whether it acts at that time."""
        return not ((self.starts_at and at < self.starts_at) or (self.ends_at and at >= self.ends_at))

    def clean(self) -> None:
        """Refuse what could never act or is ambiguous; say all that is wrong at once."""
        queries, language = lines_of(self.queries), analysis_language(self.locale)
        self.queries = "\n".join(queries)
        complaints = {"queries": _complaints(queries, language, MOST_QUERIES, "queries"), "ends_at": Complaints()}
        complaints["queries"] += self._taken(queries, language)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            complaints["ends_at"].append("It must end after it starts.")
        _raise(complaints)
        self._check_items()

    def _check_items(self) -> None:
        found = pinnable_items().in_locale(self.locale).filter(content_id__in=self.items).count()
        if not 1 <= len(self.items) <= MOST_PINNED:
            raise ValidationError(f"Choose one page at least, and {MOST_PINNED} at the most.")
        if len(set(self.items)) < len(self.items):
            raise ValidationError("The same page is chosen twice.")
        if found < len(self.items):
            raise ValidationError(
                f"Each page must be public, with an address of its own, and in {self.get_locale_display()}."
            )

    def _taken(self, queries: Iterable[str], language: str) -> Complaints:
        """Two best bets for one query would leave it to chance which page is first."""
        others = BestBet.objects.filter(~Q(pk=self.pk), locale=self.locale)
        taken = {trigger_of(line, language): other for other in others for line in lines_of(other.queries)}
        return [
            f"“{query}” has a best bet already: {other}."
            for query in queries
            if (other := taken.get(trigger_of(query, language)))
        ]


class StartingEntry(models.Model):
    """An entry of the starting vocabulary that was loaded: never again, whatever the editors have made of it."""

    key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


def key_of(term: str, language: str) -> tuple[str, ...]:
    """Return the analysed terms by which a synonym is recognised."""
    return tuple(word for _, word in positioned_terms(term, language))


def trigger_of(query: str, language: str) -> tuple[str, ...]:
    """Return the analysed terms by which a query is recognised, without question words."""
    return drop_question_words(key_of(query, language))


def _complaints(texts: Sequence[str], language: str, most: int, name: str) -> Complaints:
    complaints: Complaints = []
    if len(texts) > most:
        complaints.append(f"There can be {most} {name}; these are {len(texts)}.")
    known: dict[tuple[str, ...], str] = {}
    for text in texts[:most]:
        key = key_of(text, language)
        if len(text) > LONGEST or len(key) > MOST_WORDS:
            complaints.append(f"“{text[:40]}…” is too long: {LONGEST} characters and {MOST_WORDS} words at the most.")
        elif not key:
            complaints.append(
                f"“{text}” is nothing that search looks for: it has no letters, or only words like “the”."
            )
        elif key in known:
            complaints.append(f"“{text}” is the same as “{known[key]}” to search: write one of them.")
        else:
            known[key] = text
    return complaints


def _small_question_words(terms: Iterable[str], language: str) -> Complaints:
    """A small "who" must not become the World Health Organization."""
    return [
        f"“{term}” is in too many questions. If it is an acronym, write it in capitals: it then counts only so."
        for term in terms
        if len(key := key_of(term, language)) == 1 and key[0] in QUESTION_WORDS and not term.isupper()
    ]


def _raise(complaints: dict[str, Complaints]) -> None:
    if found := {field: some for field, some in complaints.items() if some}:
        raise ValidationError(found)
