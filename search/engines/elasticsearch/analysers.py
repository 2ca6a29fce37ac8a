"""Elasticsearch analysers equivalent to search/base/analysis.py, which produces the terms in queries: both must agree.

The `pattern` tokenizer uses the same regular expression as tantivy's; `standard` would keep 3.5 and example.org whole
and join terms at underscores. Java and Rust interpret the expression the same way, but Java needs possessive
quantifiers: it recurses wherever it might backtrack, and 3,000 letters separated by apostrophes (6 kB) overflow the
stack, which kills the whole node.
"""

from pathlib import Path
from typing import Any

from elasticsearch.dsl import analyzer, token_filter, tokenizer

from search.base.analysis import ENGLISH, LANGUAGES, MAX_TERM_LENGTH, PLAIN, TOKENS, WELSH_PARTICLES, stemming_analyser

LONGEST_NGRAM = 20
GAP = "_"
"""Placeholder for a dropped word in a phrase. No term contains it."""

_FOLDING = (token_filter("no_long_words", "length", max=MAX_TERM_LENGTH - 1), "asciifolding", "lowercase")
_RESTEMMED = [
    f"{word} => {stemming_analyser(ENGLISH).analyze(word)[0]}"
    for line in (Path(__file__).parent / "restemmed.txt").read_text().splitlines()
    if not line.startswith("#")
    for word in line.split()
]
_STEMMING = {
    ENGLISH: (
        token_filter("english_stop_words", "stop", stopwords="_english_"),
        token_filter("newer_porter2", "stemmer_override", rules=_RESTEMMED),
        token_filter("porter2", "stemmer", language="porter2"),
    ),
    PLAIN: (token_filter("welsh_particles", "stop", stopwords=WELSH_PARTICLES.split()),),
}


def _analyser(name: str, language: str, *filters: Any) -> Any:
    possessive = TOKENS[language].replace("]+", "]++").replace(")*", ")*+")
    pattern = tokenizer(f"{language}_tokens", "pattern", pattern=possessive, group=0)
    return analyzer(name, tokenizer=pattern, filter=[*_FOLDING, *filters])


STEMMING = {language: _analyser(language, language, *_STEMMING[language]) for language in LANGUAGES}
"""By language, for the fields that are searched."""
UNSTEMMED = _analyser("words", PLAIN)
"""Complete terms: none dropped, none stemmed."""
EDGE_NGRAMS = _analyser(
    "beginnings", PLAIN, token_filter("word_beginnings", "edge_ngram", min_gram=1, max_gram=LONGEST_NGRAM)
)
"""The first letters of each term, so that an unfinished one is found even with a typo in it."""
PREANALYSED = "given_terms"
PHRASES = analyzer(
    PREANALYSED,
    tokenizer=tokenizer("blanks", "pattern", pattern=" "),
    filter=[token_filter("gaps", "stop", stopwords=[GAP])],
)
"""For phrases in queries: terms that are already analysed, separated by spaces."""
