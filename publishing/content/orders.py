"""The orders in which lists of content can be sorted.

Each is a column of ContentItem that is never null, and has an index that begins with the kind and the language.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """An order of lists."""

    name: str
    """Name of the field that it sorts by in the schema, in snake case."""
    column: str
    description: str
    is_newest_first: bool = False
    """The direction if it is the default order of a list."""


UPDATED = Order("updated_at", "updated_at", "When it last had a significant update.", is_newest_first=True)
FIRST_PUBLISHED = Order("first_published_at", "first_published_at", "When it was first published.")
TITLE = Order("title", "sort_title", "The title, without regard to case, accents and punctuation.")
CODE = Order("code", "sort_code", "The reference code: TT3 is before TT10.")
EFFECTIVE = Order(
    "effective_at", "takes_effect_at", "When it takes effect; when it was first published if that is not set."
)
EXPIRES = Order("expires_at", "expires_or_never", "When it expires; content that never expires counts as last.")
REVIEWED = Order(
    "reviewed_at",
    "reviewed_or_published_at",
    "When it was last reviewed; when this edition was published if it was not.",
)

COMMON = (UPDATED, FIRST_PUBLISHED, REVIEWED, TITLE)
"""The orders of every list."""
