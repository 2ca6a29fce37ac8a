"""A text as the rules for answers read it."""

import re
from dataclasses import dataclass
from functools import cached_property

from publishing.access.viewers import Viewer
from publishing.geography.gazetteer import Mention, find_mentions
from search.answers.wording import FILLERS, NORTHERN_IRELAND, Terms
from search.base.analysis import normalise, tokenize
from search.base.requests import SearchRequest

MAX_TOKENS = 60
"""Longer texts are not questions."""
HOME = "GB"
"""The hub's own country: its name adds nothing to a question, and no one is advised on travelling to it."""
_SYNTAX = re.compile(r'["\u201c\u201d\u201e\u00ab\u00bb]|(?<!\S)-\w')
"""Quotes and exclusions: who writes them wants to find texts."""


@dataclass(frozen=True)
class Question:
    """A text that may be a question."""

    text: str
    tokens: tuple[str, ...]
    viewer: Viewer
    locale: str

    @classmethod
    def read(cls, request: SearchRequest) -> "Question | None":
        """Return the text of a search if it may be a question."""
        text = normalise(request.text)
        tokens = tokenize(text)
        if not 0 < len(tokens) <= MAX_TOKENS or _SYNTAX.search(text):
            return None
        return cls(text, tokens, request.viewer, request.locale)

    @cached_property
    def is_capitalised(self) -> tuple[bool, ...]:
        """Whether each token was typed with a capital; of none if all were."""
        terms = [(term, tokenize(term)) for term in self.text.split()]
        capitals = tuple(term[:1].isupper() for term, tokens in terms for _ in tokens)
        return capitals if len(capitals) == len(self.tokens) and not all(capitals) else (False,) * len(self.tokens)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The names of countries, their peoples and places."""
        return tuple(find_mentions(self.tokens, tokenize))

    def name_terms(self, mention: Mention) -> tuple[str, ...]:
        """The tokens of a name."""
        return self.tokens[mention.start : mention.start + mention.length]

    def without(self, *mentions: Mention) -> tuple[str, ...]:
        """The tokens that are not part of these names."""
        named = {at for mention in mentions for at in range(mention.start, mention.start + mention.length)}
        return tuple(token for at, token in enumerate(self.tokens) if at not in named)

    @cached_property
    def without_northern_ireland(self) -> tuple[bool, tuple[str, ...]]:
        """Whether Northern Ireland is named, and the tokens without it."""
        text = f" {' '.join(self.tokens)} "
        name = next((one for one in NORTHERN_IRELAND if f" {one} " in text), "")
        return bool(name), tuple(text.replace(f" {name} ", " ").split() if name else self.tokens)

    @cached_property
    def core(self) -> Terms:
        """The tokens without fillers."""
        return frozenset(self.tokens) - FILLERS
