"""Words that ask without saying what for."""

from collections.abc import Sequence

# They carry no topic, but are rare enough in titles to be taken for one.
_QUESTION_WORDS = (
    "what how who whom where when why which i do doe did should would could can shall might have has had "
    "am were my me we our you your i'm any some about"
)
QUESTION_WORDS = frozenset(_QUESTION_WORDS.split())


def telling(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct analysed terms without question words, unless there is nothing else."""
    distinct = dict.fromkeys(terms)
    return tuple(term for term in distinct if term not in QUESTION_WORDS) or tuple(distinct)
