"""What is missing in a page's blocks and inline rows: asked of their own validation, which only forms apply."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.blocks.base import lenient


def check_complete(page: Any) -> None:
    """Refuse a page whose parts are unfinished: a form says so at each field, code and bulk actions say it here."""
    token = lenient.set(True)
    try:
        problems = [text for _, text in find_problems(page)]
    finally:
        lenient.reset(token)
    if problems:
        raise ValidationError(problems)


def find_problems(page: Any) -> Iterator[tuple[str, str]]:
    """Yield each problem with the name of the field or relation."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from ((field.name, text) for text in _in_blocks(getattr(page, field.name)))
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name != COMMENTS_RELATION_NAME:
            rows = enumerate(getattr(page, name).all(), start=1)
            yield from ((name, text) for number, row in rows for text in _in_row(row, number, relation.field.name))


def name_field(model: Any, field: str, text: str) -> str:
    """Name the field where the message alone ("This field cannot be blank.") does not."""
    if field == NON_FIELD_ERRORS or not text.startswith("This field"):
        return text
    return f"{capfirst(model._meta.get_field(field).verbose_name)} is missing."


def _in_row(row: Any, number: int, parent: str) -> Iterator[str]:
    try:
        row.full_clean(exclude=[parent], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        where = f"{capfirst(row._meta.verbose_name)} {number}"
        for field, texts in error.message_dict.items():
            yield from (f"{where}: {name_field(row, field, text)}" for text in texts)


def _in_blocks(stream: Any) -> Iterator[str]:
    try:
        stream.stream_block.clean(stream)
    except ValidationError as error:
        yield from getattr(error, "non_block_errors", ())
        for index, inner in sorted(getattr(error, "block_errors", {}).items()):
            yield f"{stream[index].block.label} (block {index + 1}): {' '.join(_messages(inner))}"


def _messages(error: Any) -> Iterator[str]:
    """Yield what a block's error says, at whatever depth."""
    nested = getattr(error, "block_errors", None)
    if nested is None:
        yield from error.messages
        return
    yield from (str(text) for text in getattr(error, "non_block_errors", ()))
    for key, inner in nested.items() if isinstance(nested, dict) else enumerate(nested):
        if inner is not None:
            name = f"{key.replace('_', ' ')}: " if isinstance(key, str) else ""
            yield from (f"{name}{text}" for text in _messages(inner))
