"""Whether a question is about a project, the threat level, or how to reach the programme.

All terms of the question must be about it: "insider threat level" and "contact lens" are about something else.
"""

from dataclasses import dataclass

from publishing.content.blocks import AnyBlock
from publishing.kinds.threat_level import ThreatScope
from search.answers.question import HOME, Question
from search.answers.wording import (
    CONTACT_MEANS,
    CONTACT_TERMS,
    EMERGENCY,
    EMERGENCY_NUMBERS,
    EMERGENCY_TERMS,
    FILLERS,
    HOTLINE,
    HOTLINE_TERMS,
    PROJECT,
    REACHING,
    REACHING_TOGETHER,
    REPORT,
    REPORTED,
    THREAT_QUESTIONS,
    THREAT_TERMS,
    Terms,
)
from search.base.analysis import tokenize
from search.documents.plain_text import extract_block_texts


def project_names(question: Question) -> tuple[str, ...]:
    """Return what may be a project's code or name: the text, and the text without terms such as "what is project"."""
    tokens, around = list(question.tokens), FILLERS | PROJECT
    while tokens and tokens[0] in around:
        tokens.pop(0)
    while tokens and tokens[-1] in around:
        tokens.pop()
    return tuple(filter(None, dict.fromkeys((" ".join(question.tokens), " ".join(tokens)))))


def find_threat_scope(question: Question) -> ThreatScope | None:
    """Return the area whose current threat level someone asks for; None for other questions."""
    northern, tokens = question.without_northern_ireland
    home = {term for mention in question.mentions if mention.codes == (HOME,) for term in question.name_terms(mention)}
    terms = set(tokens) - home - FILLERS
    is_meant = any(terms & one and terms & other for one, other in THREAT_QUESTIONS)
    if not is_meant or not terms <= THREAT_TERMS:
        return None
    return ThreatScope.NORTHERN_IRELAND if northern else ThreatScope.NATIONAL


@dataclass(frozen=True)
class ContactTopic:
    """What someone asks of the page that says how to reach the programme, by the terms of the blocks that say it."""

    block_types: frozenset[str]
    terms: Terms = frozenset()

    def is_in(self, block: AnyBlock) -> bool:
        """Whether a block of the page says it."""
        text = " ".join(extract_block_texts([block.model_dump(mode="json")]))
        return block.type in self.block_types and (not self.terms or not self.terms.isdisjoint(tokenize(text)))


TEXTS = frozenset({"callout", "rich_text", "steps", "contact"})


def find_contact(question: Question) -> ContactTopic | None:
    """Return what someone asks of the page that says how to reach the programme."""
    terms = question.core
    if terms & HOTLINE and terms <= HOTLINE_TERMS | EMERGENCY_TERMS:
        return ContactTopic(TEXTS, HOTLINE)
    if terms & EMERGENCY and terms <= EMERGENCY_TERMS and terms != {"brys"}:
        return ContactTopic(TEXTS, EMERGENCY_NUMBERS)
    if terms <= REPORT | REPORTED and _asks_to_report(question):
        return ContactTopic(TEXTS, REPORT | EMERGENCY_NUMBERS)
    is_contact = terms & REACHING or (len(terms & REACHING_TOGETHER) > 1 and terms & CONTACT_MEANS)
    return ContactTopic(frozenset({"contact"})) if is_contact and terms <= CONTACT_TERMS else None


def _asks_to_report(question: Question) -> bool:
    """Whether someone wants to report something: not "incident report" or "report on terrorism"."""
    tokens = question.tokens
    reports = [at for at, token in enumerate(tokens) if token in REPORT]
    reported = [at for at, token in enumerate(tokens) if token in REPORTED]
    return bool(reports and reported) and reports[0] < reported[-1] and not {"on", "about"} & set(tokens)
