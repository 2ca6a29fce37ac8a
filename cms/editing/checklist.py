"""The publishing checklist: what must be fixed before a page can be published, what is advised, and where to do it.

What must be fixed comes from the page's own validation, so that the list always agrees with the form.
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
    """An entry of the checklist, with the tab or panel of the form where it can be fixed."""

    text: str
    tab: str
    is_required: bool
    """Whether the page cannot be published without it."""


def checklist(page: Any) -> list[Check]:
    """Return what is required, then what is advised."""
    required = [(text, field, find_tab(type(page), field)) for field, text in _validate(page)]
    # An editor cannot fix a field that is in no tab (the position in the tree, before the page is first saved).
    checks = [Check(text, tab, is_required=True) for text, field, tab in required if tab or field == NON_FIELD_ERRORS]
    return [*checks, *_advise(page)]


def _validate(page: Any) -> Iterator[tuple[str, str]]:
    try:
        copy(page).full_clean()  # a copy, because validation may set title and slug
    except ValidationError as error:
        errors = error.message_dict
        if not page.title:
            errors.pop("slug", None)  # it is derived from the title
        for field, messages in errors.items():
            yield from ((field, name_field(page, field, text)) for text in messages)
    yield from find_problems(page)


def _advise(page: Any) -> Iterator[Check]:
    is_content = not KINDS[page.kind].is_structure
    advice = [
        (
            "summary",
            not page.summary.strip(),
            "Add a summary: it is shown in lists and search results.",
        ),
        ("topics", is_content and not page.topics.all(), "Add a topic: its followers will be notified of the page."),
        ("content_owner", is_content and not page.content_owner, "Add an owner: the team responsible for the page."),
        ("review_date", is_content and not page.review_date, "Set a review date: the dashboard will remind you."),
        ("image_alt", page.image and not page.image_alt, "Describe the image, unless it is decorative."),
        (
            "expire_at",
            page.kind == Kind.BRIEFING and not page.expire_at,
            "Set an expiry: briefings go out of date.",
        ),
    ]
    for field, text in (*page.advice(), *((field, text) for field, is_missing, text in advice if is_missing)):
        yield Check(text, find_tab(type(page), field), is_required=False)
