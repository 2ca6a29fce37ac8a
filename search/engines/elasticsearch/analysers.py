"""search/base/analysis.py in Elasticsearch's terms: queries hold terms that were analysed there, so both must agree.

The `pattern` tokenizer is tantivy's by the same expression; `standard` keeps 3.5 and example.org whole and joins words
by underscores. Java and Rust read the expression alike, but Java needs it possessive: it recurses where it might go
back, and 3,000 letters parted by apostrophes (6 kB) overflow the stack, which ends the whole node.
"""

from pathlib import Path
from typing import Any

from elasticsearch.dsl import analyzer, token_filter, tokenizer

from search.base.analysis import ENGLISH, LANGUAGES, LONGEST_TERM, PLAIN, TOKENS, WELSH_PARTICLES, stemming_analyser

LONGEST_BEGINNING = 20
GAP = "_"
"""Stands for a dropped word in a phrase. No term has it."""

_FOLDING = (token_filter("no_long_words", "length", max=LONGEST_TERM - 1), "asciifolding", "lowercase")
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
"""Of the fields that are searched, by language."""
WORDS = _analyser("words", PLAIN)
"""Of whole words: nothing dropped, nothing stemmed."""
BEGINNINGS = _analyser(
    "beginnings", PLAIN, token_filter("word_beginnings", "edge_ngram", min_gram=1, max_gram=LONGEST_BEGINNING)
)
"""Of the beginnings of whole words, so that an unfinished one can be searched with a typo in it."""
GIVEN_TERMS = "given_terms"
PHRASES = analyzer(
    GIVEN_TERMS,
    tokenizer=tokenizer("blanks", "pattern", pattern=" "),
    filter=[token_filter("gaps", "stop", stopwords=[GAP])],
)
"""Of phrases in queries: terms as they are, parted by blanks."""
