"""A draft may hold whatever can be stored as it was typed: what readers rely on is checked before publication."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

# What no draft can hold: it would be cut off, or refused by the database, or do harm as soon as it is shown.
BLOCKING_CODES = frozenset({"disallowed_scheme", "max_length", "null", "null_characters_not_allowed"})
# A page is known in the tree by these.
ALWAYS_CHECKED = ("slug", "title")


def can_be_stored(value: Any, error: ValidationError) -> bool:
    """Whether a block's text can be kept although its field refuses it: stored as JSON, it may be of any length."""
    return isinstance(value, str) and "\x00" not in value and not error_codes(error) & (BLOCKING_CODES - {"max_length"})


def errors_blocking_draft(errors: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
    """Return those errors of a page's fields that even a draft is refused for."""
    return {
        name: problems
        for name, problems in errors.items()
        if name in ALWAYS_CHECKED or any(error_codes(problem) & BLOCKING_CODES for problem in problems)
    }


def error_codes(error: ValidationError) -> set[str]:
    """Return the codes of an error and of all within it."""
    inner: Iterable[Any] = error.error_list if hasattr(error, "error_list") else ()
    return {part.code for part in inner if part.code}
