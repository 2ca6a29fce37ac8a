"""The publishing checklist: what still keeps a page from its readers, what would serve them, and where to mend it.

What keeps it is asked of the page's own validation, so that the list never says other than the form.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from wagtail.fields import StreamField

from cms.panels import tab_of
from publishing.kinds import Kind

# Sections and home pages are signposts: nobody follows them, and nobody reviews them.
STRUCTURE = (Kind.HOME, Kind.SECTION)


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
        where = tab_of(type(page), field)
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
            yield from ((field, _named(page, field, text)) for text in messages)
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from ((field.name, text) for text in _blocks(getattr(page, field.name)))


def _named(page: Any, field: str, text: str) -> str:
    """Name the field where the message alone ("This field cannot be blank.") does not."""
    if field == NON_FIELD_ERRORS or not text.startswith("This field"):
        return text
    return f"{capfirst(page._meta.get_field(field).verbose_name)} is missing."


def _blocks(stream: Any) -> Iterator[str]:
    for number, child in enumerate(stream, start=1):
        try:
            child.block.clean(child.value)
        except ValidationError as error:
            yield f"{child.block.label} (block {number}): {' '.join(_said(error))}"


def _said(error: Any) -> Iterator[str]:
    """Yield what a block's error says, at whatever depth."""
    nested = getattr(error, "block_errors", None)
    if nested is None:
        yield from error.messages
        return
    yield from (str(text) for text in getattr(error, "non_block_errors", ()))
    for key, inner in nested.items() if isinstance(nested, dict) else enumerate(nested):
        if inner is not None:
            name = f"{key.replace('_', ' ')}: " if isinstance(key, str) else ""
            yield from (f"{name}{text}" for text in _said(inner))


def _advised(page: Any) -> Iterator[Check]:
    topical = page.kind not in STRUCTURE
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
            yield Check(text, tab_of(type(page), field), is_needed=False)
