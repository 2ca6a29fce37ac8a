"""Which errors keep a draft from being saved: everything else that readers rely on is checked before publication."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

# No draft can hold these: they would be truncated, rejected by the database, or dangerous as soon as they are shown.
BLOCKING_CODES = frozenset({"disallowed_scheme", "max_length", "null", "null_characters_not_allowed"})
# The page tree identifies pages by these.
ALWAYS_CHECKED = ("slug", "title")


def can_be_stored(value: Any, error: ValidationError) -> bool:
    """Whether a draft may keep a block's text in spite of an error. In JSON, text may have any length."""
    if not isinstance(value, str) or "\x00" in value:
        return False
    return not error_codes(error) & (BLOCKING_CODES - {"max_length"})


def errors_blocking_draft(errors: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
    """Return the errors of a page's fields that even a draft must not have."""
    return {
        name: problems
        for name, problems in errors.items()
        if name in ALWAYS_CHECKED or any(error_codes(problem) & BLOCKING_CODES for problem in problems)
    }


def error_codes(error: ValidationError) -> set[str]:
    """Return the codes of an error and of all nested errors."""
    inner: Iterable[Any] = error.error_list if hasattr(error, "error_list") else ()
    return {part.code for part in inner if part.code}
