"""What a search text means: concepts, phrases, exclusions and codes."""

from dataclasses import dataclass
from uuid import UUID

from search.vocabulary.compiled import PositionedTerms

MAX_TERMS = 24
"""The most terms that are searched: the most distinctive of a longer text. A bound on each query's cost."""


@dataclass(frozen=True)
class Concept:
    """One thing to search for: a term, or several that form one entry of the vocabulary, and its synonyms."""

    typed: PositionedTerms
    synonyms: tuple[PositionedTerms, ...] = ()
    words: tuple[str, ...] = ()
    """The typed terms before stemming."""
    frequency: int = 0
    """How many documents that the reader can find have it."""
    weight: int = 1
    """How rare it is, compared with the other concepts (search.queries.weighing)."""
    start: str = ""
    """The start of a term that someone is still typing: titles with a term that begins like this match."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that were typed for it."""
        return tuple(term for _, term in self.typed)


@dataclass(frozen=True)
class Needed:
    """A weight of concepts in the text of a page, in its title, summary or keywords, and in advice on a country."""

    text: int
    lead: int
    advice: int


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed search text."""

    text: str
    language: str
    is_empty: bool
    """Whether nothing was typed, so that everything is listed: invisible characters are something."""
    concepts: tuple[Concept, ...] = ()
    """The distinct concepts among the free terms."""
    free_terms: PositionedTerms = ()
    phrases: tuple[Concept, ...] = ()
    """What is in quotes."""
    excluded: tuple[PositionedTerms, ...] = ()
    codes: tuple[str, ...] = ()
    pinned: tuple[UUID, ...] = ()
    """Content ids of the best bets, the first one first."""
    addressed: tuple[UUID, ...] = ()
    """The content id of the page whose address was pasted, or which has superseded what was sought."""
    superseded: str = ""
    """The reference of what that page has superseded."""
    countries: tuple[str, ...] = ()
    """The codes of the countries that are named."""
    missing_country: str = ""
    """The code of the country that is meant and has no advice in this language: no other's is an answer."""
    preferred: tuple[Concept, ...] = ()
    """Phrases in quotes within a long question."""
    unknown: tuple[str, ...] = ()
    """The words that no document contains."""
    required: int = 1
    """The weight that the concepts of a match must have together."""
    needed: Needed | None = None
    """The weight that some page must have, or nothing was meant; None if anything suffices, as for a long text."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct free terms that are searched."""
        return tuple(dict.fromkeys(term for concept in self.concepts for term in concept.terms))

    @property
    def known_terms(self) -> frozenset[str]:
        """The terms that are in the vocabulary: they are spelt correctly, even if no document contains them."""
        return frozenset(term for concept in self.concepts if concept.synonyms for term in concept.terms)

    @property
    def means_nothing(self) -> bool:
        """Whether nothing of what was typed can be searched for: only words like "the", symbols or one long word."""
        return not (
            self.is_empty
            or self.concepts
            or self.phrases
            or self.excluded
            or self.codes
            or self.pinned
            or self.addressed
        )

    @property
    def is_scored(self) -> bool:
        """Whether hits can differ in relevance."""
        return bool(self.concepts or self.phrases or self.codes)

    @property
    def is_single_code(self) -> bool:
        """Whether it is a single code such as BR-2026-014, whose parts mean nothing on their own."""
        return looks_like_code(self.text, self.free_terms) and not (self.phrases or self.excluded or self.known_terms)


def looks_like_code(text: str, free_terms: PositionedTerms) -> bool:
    """Whether a text is one word of several terms with digits."""
    return len(free_terms) > 1 and len(text.split()) == 1 and any(map(str.isdigit, text))
