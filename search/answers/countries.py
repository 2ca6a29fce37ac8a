"""Whether a question is about travelling to one country, and to which.

There is an answer only where nothing else can be meant. A country's name alone is enough if it is nothing else, too.
Otherwise the question must be about travelling: all its terms are, or the name follows a term such as "visit" or "safe
in". Two countries, "not Egypt" and "flights from Egypt" have none.
"""

from collections.abc import Iterator

from django.utils import timezone

from publishing.geography.gazetteer import Mention, NameKind
from search.answers.question import HOME, Question
from search.answers.wording import (
    AROUND,
    ATTACK,
    BEFORE_NAMES,
    BEFORE_PLACES,
    BEFORE_SAFETY,
    BLOCKERS,
    DANGER,
    FILLERS,
    LEVEL,
    LIKELIHOOD,
    MOVEMENT,
    NAMESAKES,
    ORDINARY_TERMS,
    SAFETY,
    SHARED_NAMES,
    TERRORISM,
    THREAT_QUESTIONS,
    TRAVEL,
)

KNOWN = FILLERS | AROUND | TRAVEL | DANGER | LEVEL | LIKELIHOOD
SHORT = 4
"""A place with a name of so few letters is a term, unless it is written as a name."""


def find_country(question: Question) -> str | None:
    """Return the code of the only country that a question can be about travelling to."""
    mentions = list(_names(question))
    codes = {code for mention in mentions for code in mention.codes}
    names = {" ".join(question.name_terms(mention)) for mention in mentions}
    if len(codes) != 1 or names & SHARED_NAMES or question.without_northern_ireland[0]:
        return None
    rest = question.without(*mentions)
    is_meant = (
        _is_alone(question, mentions, rest)
        or _is_all_about_travel(question, mentions, rest)
        or any(_is_destination(question, mention, rest) for mention in mentions)
    )
    return codes.pop() if is_meant and not _is_past(rest) else None


def _names(question: Question) -> Iterator[Mention]:
    """Yield the names that are names here, without those of the hub's own country."""
    names = [
        one for one in question.mentions if one.codes != (HOME,) and not KNOWN.issuperset(question.name_terms(one))
    ]
    has_country = any(one.kind is NameKind.COUNTRY for one in names)
    for one in names:
        is_word = one.kind is NameKind.PLACE and one.length == 1 and not _is_capitalised(question, one)
        is_short = len(question.tokens[one.start]) <= SHORT and _term_before(question, one) not in BEFORE_PLACES
        if not (is_word and (has_country or is_short)):
            yield one


def _is_alone(question: Question, mentions: list[Mention], rest: tuple[str, ...]) -> bool:
    return (
        FILLERS.issuperset(rest)
        and all(mention.kind is NameKind.COUNTRY for mention in mentions)
        and not any(NAMESAKES.issuperset(question.name_terms(mention)) for mention in mentions)
    )


def _is_all_about_travel(question: Question, mentions: list[Mention], rest: tuple[str, ...]) -> bool:
    """Whether all terms are about travelling, and none of the names is only where someone comes from."""
    is_known = KNOWN.issuperset(token for token in rest if not token.isdecimal())
    is_from = all(_term_before(question, mention) in ("from", "o") for mention in mentions)
    is_named = all(_is_meant_as_name(question, mention) for mention in mentions)
    is_about_going = not TRAVEL.isdisjoint(rest) and ATTACK.isdisjoint(rest)
    is_about_it = is_about_going or _asks_about_danger(question, mentions, set(rest))
    return is_known and is_named and is_about_it and not is_from


def _asks_about_danger(question: Question, mentions: list[Mention], rest: set[str]) -> bool:
    """Whether someone asks what may happen there: not about what did, or about a threat from there."""
    is_there = any(_term_before(question, mention) in BEFORE_PLACES for mention in mentions)
    pairs = [pair for pair in THREAT_QUESTIONS if rest & pair[0] and rest & pair[1]]
    is_threat = bool(pairs) or (is_there and bool(rest & TERRORISM and not rest & ATTACK))
    return is_threat and (is_there or bool(rest & (LEVEL | LIKELIHOOD)))


def _is_meant_as_name(question: Question, mention: Mention) -> bool:
    """Whether a people is that of a journey ("French holiday"), and an ordinary term is written as a name."""
    after = question.tokens[mention.start + mention.length :][:1]
    is_people = mention.kind is NameKind.PEOPLE
    if is_people and TRAVEL.isdisjoint(after):
        return False
    is_journey = is_people and not MOVEMENT.isdisjoint(after)
    return is_journey or not _is_ordinary_term(question, mention) or _is_written_as_name(question, mention)


def _is_destination(question: Question, mention: Mention, rest: tuple[str, ...]) -> bool:
    """Whether a name is where someone goes, or where it may not be safe, in a question that says other things, too."""
    after = question.tokens[mention.start + mention.length :][:1]
    is_other = mention.kind is NameKind.PEOPLE or _is_ordinary_term(question, mention)
    if is_other or not BLOCKERS.isdisjoint(rest) or not KNOWN.issuperset(after):
        return False
    nearest, further = (*_terms_before(question, mention), "", "")[:2]
    is_moving = nearest in ("visit", "visiting") or (nearest in BEFORE_PLACES | {"for"} and further in MOVEMENT)
    return is_moving or (nearest in BEFORE_PLACES and _asks_whether_it_is_safe(question))


def _asks_whether_it_is_safe(question: Question) -> bool:
    """Whether the question contains "it safe to" or the like, not "safe deposit" or "fire safety"."""
    tokens = ("", *question.tokens, "")
    return any(
        before in BEFORE_SAFETY and term in SAFETY and after in BEFORE_PLACES | MOVEMENT | {"for"}
        for before, term, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _is_ordinary_term(question: Question, mention: Mention) -> bool:
    return mention.kind is not NameKind.COUNTRY and ORDINARY_TERMS.issuperset(question.name_terms(mention))


def _is_written_as_name(question: Question, mention: Mention) -> bool:
    """Whether a capital or the term before says that a term is a name."""
    return _is_capitalised(question, mention) or _term_before(question, mention) in BEFORE_PLACES


def _is_capitalised(question: Question, mention: Mention) -> bool:
    return mention.start > 0 and question.is_capitalised[mention.start]


def _term_before(question: Question, mention: Mention) -> str:
    return next(iter(_terms_before(question, mention)), "")


def _terms_before(question: Question, mention: Mention) -> list[str]:
    """Return the terms before a name, the nearest first, without those such as "the" and "northern"."""
    return [token for token in reversed(question.tokens[: mention.start]) if token not in BEFORE_NAMES - BEFORE_PLACES]


def _is_past(rest: tuple[str, ...]) -> bool:
    """Whether a year is named that is over."""
    year = timezone.localdate().year
    return any(len(token) == 4 and token.isdecimal() and int(token) < year for token in rest)
