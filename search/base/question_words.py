"""Stop list of question words such as "how do I", which say nothing about the topic of a query."""

from collections.abc import Sequence

from search.base.analysis import ENGLISH, positioned_terms

# They are rare enough in titles to rank highly. "us" is not one of them: it is a country.
_QUESTION_WORDS = (
    "what how who whom where when why which do does did should would could can shall might have has had am were "
    "i i'm me my we our you your he him his she her its "
    "someone somebody anyone anybody everyone everybody nobody "  # codespell:ignore somebody,anybody,everybody,nobody
    "something anything everything nothing any some about need want know please get got "
    "now today tonight currently often much many hello hi thanks tell like just really"
)
QUESTION_WORDS = frozenset(term for _, term in positioned_terms(_QUESTION_WORDS, ENGLISH))
"""The analysed terms."""


def drop_question_words(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct analysed terms without question words, unless there is nothing else."""
    distinct = dict.fromkeys(terms)
    return tuple(term for term in distinct if term not in QUESTION_WORDS) or tuple(distinct)
