"""Finds the answer to a question that the hub can answer from one current edition, to be shown above the results.

An answer is an item, never a text of our own: whoever shows it reads the words from its edition. Where it is not
certain what is asked, there is none. What the viewer may not see is the same as nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.geography.gazetteer import AMBIGUOUS, Mention, NameKind, find_mentions
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatScope
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet
from search.answers.wording import CONTACT, FILLERS, PROJECT, THREAT_LEVEL, TRAVEL
from search.base.analysis import code_key, tokenize
from search.base.answers import Answer, AnswerKind
from search.base.requests import SearchRequest

MAX_TOKENS = 60
"""Longer texts are not questions."""
HOME = "GB"
"""The hub's own country: its name adds nothing to a question, and no one is advised on travelling to it."""
CONTACT_SLUGS = ("contact", "cysylltu")
"""The page that says how to reach the programme has one of these slugs."""


@dataclass(frozen=True)
class Question:
    """A text as the rules read it."""

    tokens: tuple[str, ...]
    typed: tuple[str, ...]
    """The tokens as typed: what begins with a capital may be a name."""
    language: str
    viewer: Viewer
    locale: str

    @property
    def core(self) -> tuple[str, ...]:
        """The tokens without those that do not change what is asked."""
        return tuple(token for token in self.tokens if token not in FILLERS[self.language])


def find_answer(request: SearchRequest) -> Answer | None:
    """Return the answer to a first page's text, if there is one: up to three SQL queries."""
    tokens = tokenize(request.text)
    if request.after or not 0 < len(tokens) <= MAX_TOKENS or any(mark in request.text for mark in '"\u201c\u201d'):
        return None
    language = "cy" if request.locale == "cy" else "en"
    question = Question(tokens, _typed(request.text), language, request.viewer, request.locale)
    rules: Sequence[Callable[[Question], Answer | None]] = (_project, _threat_level, _contact, _country)
    return next((answer for rule in rules if (answer := rule(question))), None)


def _typed(text: str) -> tuple[str, ...]:
    return tuple(token for word in text.split() for token in [word] * len(tokenize(word)))


def _project(question: Question) -> Answer | None:
    """A project is asked for by its code, alone or with words such as "project"."""
    code = code_key(" ".join(token for token in question.core if token not in PROJECT[question.language]))
    if not 2 <= len(code) <= 4 or not code[-1].isdigit():
        return None
    return _answer(AnswerKind.PROJECT, _visible(question).of_kind(Kind.PROJECT).filter(code__iexact=code), question)


def _threat_level(question: Question) -> Answer | None:
    """The current level of the United Kingdom, or of Northern Ireland if that is named."""
    core, scope = " ".join(question.core), ThreatScope.NATIONAL
    if "northern ireland" in core:
        core, scope = " ".join(core.replace("northern ireland", "").split()), ThreatScope.NORTHERN_IRELAND
    if core not in THREAT_LEVEL[question.language]:
        return None
    levels = _visible(question).of_kind(Kind.THREAT_LEVEL).with_term("scope", scope)
    current = levels.filter(effective_at__lte=timezone.now()).order_by("-effective_at", "id").first()
    return _answer(AnswerKind.THREAT_LEVEL, levels.filter(content_id=current.content_id), question) if current else None


def _contact(question: Question) -> Answer | None:
    if " ".join(question.core) not in CONTACT[question.language]:
        return None
    pages = _visible(question).of_kind(Kind.STANDARD)
    named = Q(*(("path__endswith", f"/{slug}/") for slug in CONTACT_SLUGS), _connector=Q.OR)
    return _answer(AnswerKind.CONTACT, pages.filter(named), question)


def _country(question: Question) -> Answer | None:
    """The advice for the only country that is named, if there is nothing else or the question is about travelling."""
    mentions = [one for one in find_mentions(question.tokens, tokenize) if one.codes != (HOME,)]
    codes = {code for mention in mentions for code in mention.codes}
    if len(codes) != 1 or not _is_meant(mentions, question):
        return None
    (code,) = codes
    advice = _visible(question).of_kind(Kind.TRAVEL_ADVICE).with_term("country", code)
    return _answer(AnswerKind.COUNTRY, advice, question) or Answer(AnswerKind.COUNTRY_NOT_COVERED, country=code)


def _is_meant(mentions: Sequence[Mention], question: Question) -> bool:
    """Whether names in a question mean their country.

    A place or a people does so only in a question about travelling; and if its name is a word, too, only when it is
    written as a name. A country's own name is enough, unless it is also that of something else.
    """
    named = {at for mention in mentions for at in range(mention.start, mention.start + mention.length)}
    rest = [token for at, token in enumerate(question.tokens) if at not in named]
    is_travel = not TRAVEL[question.language].isdisjoint(rest)
    names = {question.tokens[at] for at in named}
    if mentions[0].kind is NameKind.COUNTRY:
        is_alone = not set(rest) - FILLERS[question.language] and names.isdisjoint(AMBIGUOUS)
        return is_travel or is_alone
    is_name = names.isdisjoint(AMBIGUOUS) or all(question.typed[at][:1].isupper() for at in named if at)
    return is_travel and is_name


def _visible(question: Question) -> ContentItemQuerySet:
    """Return what the viewer may see in their language, or else in English."""
    return ContentItem.objects.visible_to(question.viewer, off_site=True).filter(
        locale__in={question.locale, FALLBACK_LOCALE}
    )


def _answer(kind: AnswerKind, items: ContentItemQuerySet, question: Question) -> Answer | None:
    """Return the item in the language of the question, or else in English."""
    found = items.select_related("edition").order_by("path", "id")
    item = min(found, key=lambda one: one.locale != question.locale, default=None)
    return Answer(kind, item) if item else None
