"""Finds names of countries in running text: names, former names, synonyms, peoples, capitals, main places and codes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from publishing.geography.countries import countries, main_places
from publishing.geography.welsh_mutations import mutate

Tokens = tuple[str, ...]
Tokenize = Callable[[str], Sequence[str]]

_AMBIGUOUS = (
    "ajax ann archway bade barber barking bath batman bello buchanan buffalo bush capital cascade chad china colon "
    "come congo cork cove crane david dawson diamond dole dome dominica douglas downtown drama dudley emirates flora "
    "forest freeport george georgia granada grant grenada guarda guinea hamilton harper hire hydra independence java "
    "jordan kennedy lander laura leon livingstone lookout magenta male mali mandela mango mansa martin mary massacre "
    "melo mobile mode moss most nancy nelson nice niger nigel nome normal ogre oral orange palmer patrick peel perm "
    "perseverance pest plaque pole polish ranch reading redemption regina reservoir resolute richmond rosetta sale "
    "sandpits santa sari split springs stanley surat swords tema tete togo tours trinity troy turkey tyre victoria "
    "warder wells wesley windsor "
    # British towns, and a station, whose names others bear.
    "aberdeen bristol newport preston redcliff waterloo"
)
AMBIGUOUS = frozenset(_AMBIGUOUS.split())
"""Names of countries and places that are also ordinary terms, people or other places: alone they may mean those."""
SHORT = 4
"""Shorter names of places are hardly ever meant: "we" is in New Caledonia."""


class NameKind(IntEnum):
    """What a name is of; a country's own name means the country more than a place's does."""

    COUNTRY = 0
    PEOPLE = 1
    CAPITAL = 2
    PLACE = 3


@dataclass(frozen=True)
class Mention:
    """A name in a text, by the numbers of its tokens, and the countries that it can mean."""

    start: int
    length: int
    codes: tuple[str, ...]
    kind: NameKind


def find_mentions(tokens: Sequence[str], tokenize: Tokenize) -> Iterator[Mention]:
    """Yield the names in folded tokens from left to right, the longest first: "guinea bissau" is not Guinea."""
    names, lengths = _names(tokenize)
    start = 0
    while start < len(tokens):
        for length in lengths.get(tokens[start], ()):
            if start + length <= len(tokens) and (found := names.get(tuple(tokens[start : start + length]))):
                kind = min(found.values())
                yield Mention(start, length, tuple(code for code, one in found.items() if one == kind), kind)
                start += length
                break
        else:
            start += 1


def find_meant(text: str, tokenize: Tokenize) -> Iterator[Mention]:
    """Yield the names in a text that seem to be meant: all names of countries, but those of peoples and places that are
    ordinary terms as well only if they are written as names, or are the whole text."""
    tokens, capitals = tuple(tokenize(text)), _capitals(text, tokenize)
    for mention in find_mentions(tokens, tokenize):
        name = tokens[mention.start : mention.start + mention.length]
        is_word = mention.length == 1 and (len(name[0]) < SHORT or name[0] in AMBIGUOUS)
        if mention.kind is NameKind.COUNTRY or not is_word or name == tokens or mention.start in capitals:
            yield mention


def _capitals(text: str, tokenize: Tokenize) -> frozenset[int]:
    """Return the numbers of the tokens after the first that begin with a capital, unless all do."""
    typed = [word for word in text.split() for _ in tokenize(word)]
    capitals = frozenset(at for at, word in enumerate(typed) if word[:1].isupper())
    return capitals - {0} if len(capitals) < len(typed) else frozenset()


def is_name(word: str, tokenize: Tokenize) -> bool:
    """Whether a folded word is part of a name that is not an ordinary term as well."""
    return word in _parts(tokenize)


@cache
def _parts(tokenize: Tokenize) -> frozenset[str]:
    return frozenset(word for tokens in _names(tokenize)[0] for word in tokens if len(word) > 3)


@cache
def _names(tokenize: Tokenize) -> tuple[dict[Tokens, dict[str, NameKind]], dict[str, list[int]]]:
    """Return by its tokens what each name means, and by a first token the lengths of names, the longest first."""
    names: dict[Tokens, dict[str, NameKind]] = defaultdict(dict)
    for name, code, kind in _all_names():
        if tokens := tuple(tokenize(name)):
            names[tokens].setdefault(code, kind)
    for country in countries():
        for form in mutate(country.name("cy")):
            if (tokens := tuple(tokenize(form))) and tokens not in names:
                names[tokens] = {country.code: NameKind.COUNTRY}
    lengths: dict[str, set[int]] = defaultdict(set)
    for tokens in names:
        lengths[tokens[0]].add(len(tokens))
    return names, {first: sorted(found, reverse=True) for first, found in lengths.items()}


def _all_names() -> Iterator[tuple[str, str, NameKind]]:
    """Yield each name with its country, those of countries first."""
    for country in countries():
        usual = country.slug.replace("-", " ")  # without what is in brackets: Myanmar (Burma)
        for name in (*country.names.values(), usual, *country.former_names, *country.synonyms):
            yield name, country.code, NameKind.COUNTRY
        for name in country.demonyms:
            yield name, country.code, NameKind.PEOPLE
        if country.capital:
            yield country.capital.name, country.code, NameKind.CAPITAL
        for name in main_places(country.code):
            yield name, country.code, NameKind.PLACE
