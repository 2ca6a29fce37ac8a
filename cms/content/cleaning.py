"""Cleans text that enters through forms, imports and plain saves: texts of every field, and the URLs in them.

The rules are publishing's (publishing/text/cleaning.py, publishing/text/urls.py), which applies them again when an
edition enters the log. Here editors see the cleaned text, and learn at once what cannot be published.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from cms.content.internal_links import resolve_link
from cms.content.stream_data import map_texts
from publishing.content.fields import clean_url
from publishing.text.cleaning import clean_line, clean_lines, clean_text
from publishing.text.html import check_links, find_link_urls
from publishing.text.pasted import is_leftover_bookmark, unwrap_url
from publishing.text.urls import SchemeError, internal_path

_TAG = re.compile(r"(<[^>]*>)")


class CleanedModel(models.Model):
    """A model whose texts are cleaned before they are validated."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Clean the texts, then validate as usual."""
        problems: dict[str, Any] = {}
        try:
            clean_model(self)
        except ValidationError as error:
            error.update_error_dict(problems)
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            error.update_error_dict(problems)
        # A form cannot show errors of a field that it leaves out: saving raises those.
        if problems := {name: errors for name, errors in problems.items() if name not in (exclude or ())}:
            raise ValidationError(problems)


def clean_model(instance: Any, fields: Any = None) -> None:
    """Clean the texts of a model (or of some fields) in place. Raises ValidationError for each disallowed URL."""
    problems: dict[str, list[ValidationError]] = {}
    for field in instance._meta.concrete_fields:
        if field.attname not in instance.__dict__ or (fields is not None and field.name not in fields):
            continue
        try:
            if isinstance(field, StreamField):
                _clean_stream(instance, field)
            else:
                _clean_column(instance, field)
        except ValueError as error:
            problems[field.name] = [_disallowed_url(error)]
        except ValidationError as error:
            problems[field.name] = error.error_list
    if problems:
        raise ValidationError(problems)


def _clean_stream(instance: Any, field: StreamField) -> None:
    problems: list[ValidationError] = []

    def clean(block: Any, value: str, name: str) -> str:
        if isinstance(block, blocks.URLBlock):
            try:
                return clean_url(value)
            except ValueError as error:
                problems.append(_disallowed_url(error, f"{name}: "))
                return value
        if isinstance(block, blocks.RichTextBlock):
            return "".join(part if index % 2 else clean_text(part) for index, part in enumerate(_TAG.split(value)))
        if isinstance(block, blocks.CharBlock | blocks.RegexBlock | blocks.EmailBlock):
            return clean_line(value)
        return clean_lines(value) if isinstance(block, blocks.TextBlock) else value

    raw = _raw_stream(instance, field)
    cleaned = map_texts(field.stream_block, raw, "", clean)
    if cleaned != raw:
        setattr(instance, field.attname, field.to_python(cleaned))
    if problems:
        raise ValidationError(problems)


def _clean_column(instance: Any, field: Any) -> None:
    value = getattr(instance, field.attname)
    if type(value) is not str or field.choices:
        return
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


def check_rich_text_links(instance: Any) -> None:
    """Raise ValidationError for links in rich text that readers cannot follow, each with the name of its block."""
    problems: dict[str, list[str]] = {}
    for field in instance._meta.concrete_fields:
        if isinstance(field, StreamField):
            found: list[str] = []

            def check(block: Any, value: str, name: str, found: list[str] = found) -> str:
                if isinstance(block, blocks.RichTextBlock):
                    found.extend(f"{name}: {problem}" for problem in _find_link_problems(value))
                return value

            map_texts(field.stream_block, _raw_stream(instance, field), "", check)
            if found:
                problems[field.name] = found
    if problems:
        raise ValidationError(problems)


def _disallowed_url(error: ValueError, prefix: str = "") -> ValidationError:
    """Return a form's error for a URL. Drafts may keep text that is no URL, but never a scheme that runs scripts."""
    return ValidationError(
        f"{prefix}{error}", code="disallowed_scheme" if isinstance(error, SchemeError) else "invalid"
    )


def _raw_stream(instance: Any, field: Any) -> Any:
    """Return a StreamField's value as it is stored."""
    value = getattr(instance, field.attname)
    return field.get_prep_value(field.to_python(value) if isinstance(value, str | list) else value) or []


def _find_link_problems(source: str) -> Iterator[str]:
    for url in map(unwrap_url, find_link_urls(source)):
        if is_leftover_bookmark(url) or internal_path(url) is None or resolve_link(url) is not None:
            continue
        yield f"“{url}” is an address of this site, but there is no such page or file. Correct the link or remove it."
    try:
        check_links(source, lambda url: is_leftover_bookmark(url) or internal_path(url) is not None)
    except ValueError as error:
        yield str(error)
