"""Finds what is missing in a page's blocks and inline rows, through their own validation, which only forms call."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.blocks.base import lenient


def check_complete(page: Any) -> None:
    """Raise ValidationError if blocks or rows are unfinished. Forms check each field; all else is checked here."""
    token = lenient.set(True)
    try:
        problems = [text for _, text in find_problems(page)]
    finally:
        lenient.reset(token)
    if problems:
        raise ValidationError(problems)


def find_problems(page: Any) -> Iterator[tuple[str, str]]:
    """Yield the field or relation and the text of each problem."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from ((field.name, text) for text in _find_in_stream(getattr(page, field.name)))
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name != COMMENTS_RELATION_NAME:
            for number, row in enumerate(getattr(page, name).all(), start=1):
                yield from ((name, text) for text in _find_in_row(row, number, relation.field.name))


def name_field(model: Any, field: str, text: str) -> str:
    """Add the field's name to a message that lacks it ("This field cannot be blank.")."""
    if field == NON_FIELD_ERRORS or not text.startswith("This field"):
        return text
    return f"{capfirst(model._meta.get_field(field).verbose_name)} is missing."


def _find_in_row(row: Any, number: int, parent: str) -> Iterator[str]:
    try:
        row.full_clean(exclude=[parent], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        label = f"{capfirst(row._meta.verbose_name)} {number}"
        for field, texts in error.message_dict.items():
            yield from (f"{label}: {name_field(row, field, text)}" for text in texts)


def _find_in_stream(stream: Any) -> Iterator[str]:
    try:
        stream.stream_block.clean(stream)
    except ValidationError as error:
        yield from getattr(error, "non_block_errors", ())
        for index, inner in sorted(getattr(error, "block_errors", {}).items()):
            yield f"{stream[index].block.label} (block {index + 1}): {' '.join(_flatten(inner))}"


def _flatten(error: Any) -> Iterator[str]:
    """Yield the messages of a block's error, however deeply nested."""
    nested = getattr(error, "block_errors", None)
    if nested is None:
        yield from error.messages
        return
    yield from (str(text) for text in getattr(error, "non_block_errors", ()))
    for key, inner in nested.items() if isinstance(nested, dict) else enumerate(nested):
        if inner is not None:
            name = f"{key.replace('_', ' ')}: " if isinstance(key, str) else ""
            yield from (f"{name}{text}" for text in _flatten(inner))
