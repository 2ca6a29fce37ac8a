"""The fields of the index, the same for every engine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from search.base.requests import Facet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Field(StrEnum):
    """Fields that do not depend on the language."""

    ITEM = "item"
    CONTENT_ID = "content_id"
    EDITION = "edition"
    LOCALE = "locale"
    WHOLE_TITLE = "whole_title"
    CODE = "code"
    AUDIENCE = "audience"
    MARKING = "marking"
    PROJECT = "project"
    TRANSLATION = "translation"
    EXPIRES_AT = "expires_at"
    UPDATED_AT = "updated_at"
    KIND = "kind"
    WORK_STREAM = "work_stream"
    TOPIC = "topic"
    SECTOR = "sector"
    COUNTRY = "country"
    YEAR = "year"
    AUDIENCE_FACET = "audience_facet"

    @classmethod
    def of(cls, facet: Facet) -> "Field":
        """Return the field that contains the values of a facet."""
        return cls.AUDIENCE_FACET if facet is Facet.AUDIENCE else cls(facet.value)


COUNTED = tuple(Field.of(facet) for facet in Facet)
KEYWORDS = (
    Field.ITEM,
    Field.CONTENT_ID,
    Field.LOCALE,
    Field.WHOLE_TITLE,
    Field.CODE,
    Field.MARKING,
    Field.PROJECT,
    Field.TRANSLATION,
)
"""The fields, apart from those that are counted, whose values are indexed whole."""


_TEXTS = ("title", "summary", "body", "text", "keywords", "words", "title_words")


@dataclass(frozen=True)
class TextFields:
    """The names of one language's text fields."""

    title: str
    """It is part of `text`, as is the summary; a term that they contain as well counts for more."""
    summary: str
    """It is part of `body`, too."""
    body: str
    """Only for excerpts."""
    text: str
    """Title and body in one field: a term is as rare, and a text as long, as readers see it."""
    keywords: str
    tokens: str
    title_tokens: str

    @property
    def searched(self) -> tuple[str, str]:
        """The fields that queries are matched against."""
        return self.text, self.keywords


@cache
def text_fields(language: str) -> TextFields:
    """Return the text fields of a language."""
    return TextFields(*(f"{name}_{language}" for name in _TEXTS))


def microseconds(at: datetime) -> int:
    """Return the exact number of microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)
