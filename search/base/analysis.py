"""Text analysis: how the text of documents and queries becomes terms. Every engine must produce exactly these terms.

English: word boundaries, ASCII folding, lower case, Lucene's stop words, Porter2 stemming. Other languages, including
Welsh: no stemming, split at apostrophes (Cymru'n is Cymru and a particle), Welsh particles dropped.
"""

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from publishing.text.cleaning import clean_text

ENGLISH = "en"
PLAIN = "plain"
LANGUAGES = (ENGLISH, PLAIN)
MAX_TERM_LENGTH = 100

_WORD = r"[\p{L}\p{N}\p{M}]+"
# Folding turns all of these into one apostrophe, so that Porter2 finds the possessive.
TOKENS = {ENGLISH: rf"{_WORD}(?:['\u2018\u2019\uff07]{_WORD})*", PLAIN: _WORD}
WELSH_PARTICLES = (
    "a ac ag ai am ar at dan dros drwy ei eich ein er eu fe fel gan gyda i mae mai mewn mi n na nac nad nag neu ni "
    "o oddi oedd os r rhag sy sydd tan tra trwy u w wedi wrth y ydy ydyw ym yn yng yr yw"
)


def analysis_language(locale: str) -> str:
    """Return the language whose rules apply to a locale."""
    return ENGLISH if locale.split("-")[0] == "en" else PLAIN


def normalise(text: str) -> str:
    """Return the text as it is published: without invisible characters, in Unicode normal form C."""
    return clean_text(text.encode("utf-8", "replace").decode())


@cache
def stemming_analyser(language: str) -> TextAnalyzer:
    """Return the analyser of the searched fields."""
    words = _without_stop_words(language)
    return (words.filter(Filter.stemmer("english")) if language == ENGLISH else words).build()


@cache
def word_analyser(language: str) -> TextAnalyzer:
    """Return the analyser of the searched fields without its stemming: its words are at the positions of the terms."""
    return _without_stop_words(language).build()


@cache
def unstemmed_analyser() -> TextAnalyzer:
    """Return the analyser for suggestions and spelling correction: no stop words, no stemming."""
    return _folding(PLAIN).build()


def positioned_terms(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Return the terms of a text with their positions; stop words leave a gap."""
    tokens = stemming_analyser(language).pre_tokenize(normalise(text)).tokens
    return tuple((token.position, token.text) for token in tokens)


def positioned_words(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Return the words that become the terms of a text, with their positions."""
    tokens = word_analyser(language).pre_tokenize(normalise(text)).tokens
    return tuple((token.position, token.text) for token in tokens)


def tokenize(text: str) -> tuple[str, ...]:
    """Return the folded, unstemmed tokens of a text, in order."""
    return tuple(unstemmed_analyser().analyze(normalise(text)))


def word_key(word: str) -> str:
    """Return the singular of an English word, by which an entry of the vocabulary is recognised in either number."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def title_key(text: str) -> str:
    """Return the key for exact matches of titles."""
    return " ".join(tokenize(text))


def code_key(text: str) -> str:
    """Return the key for exact matches of codes: BR-2026-014 equals br 2026 014."""
    return "".join(tokenize(text)).upper()


def _without_stop_words(language: str) -> TextAnalyzerBuilder:
    stop_words = Filter.stopword("english") if language == ENGLISH else Filter.custom_stopword(WELSH_PARTICLES.split())
    return _folding(language).filter(stop_words)


def _folding(language: str) -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.regex(TOKENS[language]))
    return builder.filter(Filter.remove_long(MAX_TERM_LENGTH)).filter(Filter.ascii_fold()).filter(Filter.lowercase())
