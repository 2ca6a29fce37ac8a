"""Text as it enters through forms, imports and plain saves: every field of a model is cleaned, every address checked.

The rules are publishing's (publishing/text/cleaning.py, publishing/text/urls.py), which holds to them once more where a
document enters the log. Here editors see what became of what they typed, and hear at once what may not be published.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from cms.content.internal_links import find_broken_links
from cms.content.stream_data import Visit, map_texts
from publishing.content.fields import clean_url
from publishing.text.cleaning import clean_line, clean_lines, clean_text
from publishing.text.html import check_links
from publishing.text.pasted import is_leftover_bookmark
from publishing.text.urls import SchemeError, internal_path

_TAG = re.compile(r"(<[^>]*>)")


class CleanedModel(models.Model):
    """For models whose texts are published: they are cleaned before they are validated."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Clean the texts, then check as usual."""
        problems: dict[str, Any] = {}
        try:
            clean_model(self)
        except ValidationError as error:
            error.update_error_dict(problems)
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            error.update_error_dict(problems)
        # A form that leaves a field out cannot show what is wrong with it: saving says it.
        if problems := {name: said for name, said in problems.items() if name not in (exclude or ())}:
            raise ValidationError(problems)


def clean_model(instance: Any, fields: Any = None) -> None:
    """Clean every text of a model in place (or of some fields). Raises ValidationError that names a refused address."""
    problems: dict[str, list[ValidationError]] = {}
    for field in instance._meta.concrete_fields:
        if field.attname not in instance.__dict__ or (fields is not None and field.name not in fields):
            continue
        try:
            _clean_field(instance, field)
        except ValueError as error:
            problems[field.name] = [_refused(error)]
        except ValidationError as error:
            problems[field.name] = error.error_list
    if problems:
        raise ValidationError(problems)


def check_rich_text_links(instance: Any) -> None:
    """Raise ValidationError for links in running text that readers cannot follow, each named with its block."""
    problems: dict[str, list[str]] = {}
    for field in instance._meta.concrete_fields:
        if isinstance(field, StreamField):
            found: list[str] = []
            map_texts(field.stream_block, _stored(instance, field), "", _finding(found))
            if found:
                problems[field.name] = found
    if problems:
        raise ValidationError(problems)


def _clean_field(instance: Any, field: Any) -> None:
    value = getattr(instance, field.attname)
    if isinstance(field, StreamField):
        problems: list[ValidationError] = []
        stored = _stored(instance, field)
        cleaned = map_texts(field.stream_block, stored, "", _cleaning(problems))
        if cleaned != stored:
            setattr(instance, field.attname, field.to_python(cleaned))
        if problems:
            raise ValidationError(problems)
    elif type(value) is str and not field.choices:
        if isinstance(field, models.URLField):
            cleaned = clean_url(value)
        elif isinstance(field, models.CharField):
            cleaned = clean_line(value)
        elif isinstance(field, models.TextField):
            cleaned = clean_lines(value)
        else:
            return
        if cleaned != value:
            setattr(instance, field.attname, cleaned)


def _refused(error: ValueError, where: str = "") -> ValidationError:
    """Return what a form says of an address. Drafts keep what is merely no address, and no scheme that runs scripts."""
    return ValidationError(f"{where}{error}", code="disallowed_scheme" if isinstance(error, SchemeError) else "invalid")


def _cleaning(problems: list[ValidationError]) -> Visit:
    def visit(block: Any, value: Any, name: str) -> Any:
        if isinstance(block, blocks.URLBlock):
            try:
                return clean_url(value)
            except ValueError as error:
                problems.append(_refused(error, f"{name}: "))
                return value
        if isinstance(block, blocks.RichTextBlock):
            return "".join(piece if place % 2 else clean_text(piece) for place, piece in enumerate(_TAG.split(value)))
        if isinstance(block, blocks.CharBlock | blocks.RegexBlock | blocks.EmailBlock):
            return clean_line(value)
        return clean_lines(value) if isinstance(block, blocks.TextBlock) else value

    return visit


def _finding(problems: list[str]) -> Visit:
    def visit(block: Any, value: Any, name: str) -> Any:
        if isinstance(block, blocks.RichTextBlock):
            problems.extend(f"{name}: {problem}" for problem in _lost(value))
        return value

    return visit


def _stored(instance: Any, field: Any) -> Any:
    value = getattr(instance, field.attname)
    return field.get_prep_value(field.to_python(value) if isinstance(value, str | list) else value) or []


def _lost(source: str) -> Iterator[str]:
    for address in find_broken_links(source):
        yield f"“{address}” leads into the hub itself, but to no page or file. Choose another, or take the link out."
    try:
        check_links(source, lambda address: is_leftover_bookmark(address) or internal_path(address) is not None)
    except ValueError as error:
        yield str(error)
