"""Generates searches as people might save them."""

from collections.abc import Iterator, Sequence
from random import Random

from bench.judged.judgements import judgements
from bench.saved.editions import LOCALE
from search.base.requests import Facet, Filters, SearchRequest
from search.documents.search_document import SearchDocument

FACETS = (Facet.KIND, Facet.COUNTRY, Facet.TOPIC, Facet.WORK_STREAM)
LENGTHS = (1, 1, 2, 2, 2, 3, 3, 4)
FILTERS = (0, 0, 0, 0, 1, 1, 1, 2)
VALUES = (1, 1, 2, 3)
COMMON = """a and are at be by can do every first for from how if in is it not of on one or that the this to what who
with you your"""


def generate_searches(pages: Sequence[SearchDocument]) -> Iterator[SearchRequest]:
    """Yield searches endlessly, the same in every run.

    A tenth has only filters, a tenth is judged queries, and the rest are terms of a page, adjacent or not; some are in
    quotes, some have an exclusion. Half have filters.
    """
    random, common = Random(1), frozenset(COMMON.split())
    judged = [judgement.ask for judgement in judgements() if judgement.locale == LOCALE]
    terms = [[term.lower() for term in f"{page.title} {page.body}".split() if term.isalpha()] for page in pages]
    distinctive = [[term for term in some if term not in common] for some in terms]
    while True:
        kind = random.random()
        text = "" if kind < 0.1 else random.choice(judged) if kind < 0.2 else _text(random.choice(distinctive), random)
        number = random.choice(FILTERS) if text else random.randint(1, 3)
        yield SearchRequest(text, locale=LOCALE, filters=_filters(pages, number, random))


def _text(terms: Sequence[str], random: Random) -> str:
    length = min(random.choice(LENGTHS), len(terms))
    start = random.randint(0, len(terms) - length)
    text = " ".join(terms[start : start + length] if random.random() < 0.5 else random.sample(terms, length))
    if length > 1 and random.random() < 0.07:
        return f'"{text}"'
    return f"{text} -{random.choice(terms)}" if length and random.random() < 0.05 else text


def _filters(pages: Sequence[SearchDocument], number: int, random: Random) -> Filters:
    """Choose values of pages; those of more pages are more likely."""
    chosen = {}
    for facet in random.sample(FACETS, number):
        having = [page.facets[facet] for page in pages if facet in page.facets]
        chosen[facet] = [random.choice(random.choice(having)) for _ in range(random.choice(VALUES))]
    return Filters.of(chosen)
