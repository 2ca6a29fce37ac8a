"""The publishing checklist: what still keeps a page from its readers, what would serve them, and where to mend it.

What keeps it is asked of the page's own validation, so that the list never says other than the form.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from cms.editing.panels import find_tab
from cms.lifecycle.completeness import find_problems, name_field
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS


@dataclass(frozen=True)
class Check:
    """Something to mend, and the tab (or panel) of the form where."""

    text: str
    where: str
    is_needed: bool
    """Without it the page is not published; else it is advice."""


def checklist(page: Any) -> list[Check]:
    """Return what is to be mended, what is needed first."""
    return [*_needed(page), *_advised(page)]


def _needed(page: Any) -> Iterator[Check]:
    for field, text in _problems(page):
        where = find_tab(type(page), field)
        # What is in no tab (its place in the tree, before it is first saved) is not the editor's to mend.
        if where or field == NON_FIELD_ERRORS:
            yield Check(text, where, is_needed=True)


def _problems(page: Any) -> Iterator[tuple[str, str]]:
    try:
        copy(page).full_clean()  # a copy, because validation fills in titles and slugs
    except ValidationError as error:
        missing = error.message_dict
        if not page.title:
            missing.pop("slug", None)  # it follows from the title
        for field, messages in missing.items():
            yield from ((field, name_field(page, field, text)) for text in messages)
    yield from find_problems(page)


def _advised(page: Any) -> Iterator[Check]:
    topical = not KINDS[page.kind].is_structure
    advice = [
        ("summary", not page.summary.strip(), "A summary: readers see it in lists, in search and when it is shared."),
        ("topics", topical and not page.topics.all(), "A topic: those who follow one hear of the page."),
        ("content_owner", topical and not page.content_owner, "An owner: the team that answers for the page."),
        ("review_date", topical and not page.review_date, "A review date: the dashboard reminds of it."),
        ("image_alt", page.image and not page.image_alt, "A description of the image, unless it tells nothing."),
        ("expire_at", page.kind == Kind.BRIEFING and not page.expire_at, "An expiry: a briefing is of its time."),
    ]
    for field, wanting, text in advice:
        if wanting:
            yield Check(text, find_tab(type(page), field), is_needed=False)
