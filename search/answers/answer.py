"""Finds the answer to a question that the hub can answer from one current edition, to be shown above the results.

An answer is an item, never a text of our own: a page shows what its edition says. It is read from the
log, so that it is current even while the index is not. Where it is not certain what is meant, there is none. What the
viewer may not see is the same as nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet
from publishing.text.sort_keys import sort_key
from search.answers.countries import find_country
from search.answers.question import Question
from search.answers.subjects import find_contact, find_threat_scope, project_names
from search.base.analysis import code_key
from search.base.answers import Answer, AnswerKind
from search.base.requests import SearchRequest

CONTACT_SLUGS = ("contact", "cysylltu")
"""The page that says how to reach the programme has one of these slugs."""


def find_answer(request: SearchRequest) -> Answer | None:
    """Return the answer to the text of a search, if there is one: up to four SQL queries."""
    question = Question.read(request)
    rules: Sequence[Callable[[Question], Answer | None]] = (_project, _threat_level, _contact, _country)
    return next((answer for rule in rules if question and (answer := rule(question))), None)


def _project(question: Question) -> Answer | None:
    """Find a project by its code or its name, alone or with terms such as "project"."""
    names = project_names(question)
    named = Q(sort_title__in=[sort_key(name) for name in names])
    for code in map(code_key, names):
        named |= Q(code__iexact=code) if 2 <= len(code) <= 4 and code[-1].isdigit() else Q()
    return _answer(AnswerKind.PROJECT, _visible(question).of_kind(Kind.PROJECT).filter(named), question)


def _threat_level(question: Question) -> Answer | None:
    """The level that applies now in the United Kingdom, or in Northern Ireland if that is named."""
    if (scope := find_threat_scope(question)) is None:
        return None
    levels = _visible(question).of_kind(Kind.THREAT_LEVEL).with_term("scope", scope)
    current = levels.filter(effective_at__lte=timezone.now()).order_by("-effective_at", "id").first()
    return _answer(AnswerKind.THREAT_LEVEL, levels.filter(content_id=current.content_id), question) if current else None


def _contact(question: Question) -> Answer | None:
    """The parts of the page that say it, if it does: no number that the page does not have is an answer."""
    if (topic := find_contact(question)) is None:
        return None
    named = Q(*(("path__endswith", f"/{slug}/") for slug in CONTACT_SLUGS), _connector=Q.OR)
    answer = _answer(AnswerKind.CONTACT, _visible(question).of_kind(Kind.STANDARD).filter(named), question)
    if answer is None or answer.item is None or answer.item.edition is None:
        return None
    body = tuple(block for block in answer.item.edition.content(Kind.STANDARD).body if topic.is_in(block))
    return replace(answer, body=body) if body else None


def _country(question: Question) -> Answer | None:
    kinds = question.viewer.kinds
    if (code := find_country(question)) is None or (kinds is not None and Kind.TRAVEL_ADVICE not in kinds):
        return None
    advice = _visible(question).of_kind(Kind.TRAVEL_ADVICE).with_term("country", code)
    answer = _answer(AnswerKind.COUNTRY, advice, question) or Answer(AnswerKind.COUNTRY_NOT_COVERED)
    return replace(answer, country=code)


def _visible(question: Question) -> ContentItemQuerySet:
    """Return what the viewer may see in their language, or else in English."""
    return ContentItem.objects.visible_to(question.viewer, off_site=True).filter(
        locale__in={question.locale, FALLBACK_LOCALE}
    )


def _answer(kind: AnswerKind, items: ContentItemQuerySet, question: Question) -> Answer | None:
    """Return the only such item, in the language of the question or else in English."""
    found = list(items.select_related("edition").order_by("path", "id"))
    if len({item.content_id for item in found}) != 1:
        return None
    return Answer(kind, min(found, key=lambda one: one.locale != question.locale))
