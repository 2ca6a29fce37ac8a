"""Answers to searches."""

from dataclasses import dataclass
from enum import StrEnum

from publishing.content.blocks import Body
from publishing.models import ContentItem


class AnswerKind(StrEnum):
    """What an answer is."""

    COUNTRY = "country"
    COUNTRY_NOT_COVERED = "country_not_covered"
    THREAT_LEVEL = "threat_level"
    PROJECT = "project"
    CONTACT = "contact"


@dataclass(frozen=True)
class Answer:
    """An answer: an item with its current edition, or a country that the hub has no advice for."""

    kind: AnswerKind
    item: ContentItem | None = None
    country: str = ""
    """The code of the country that is meant, if it is one."""
    body: Body = ()
    """The blocks of the item that answer, if only some of them do."""

    def is_found_in(self, locale: str) -> bool:
        """Whether a search in a language can find the item."""
        return self.item is not None and self.item.locale == locale
