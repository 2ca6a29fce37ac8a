"""The publishing checklist in the admin's templates, and what other packages say about a page beside it."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

from cms.editing.checklist import Check
from cms.editing.checklist import checklist as build_checklist
from cms.editing.translation_status import TranslationStatus, translation_statuses
from cms.pages.base import HubPage

register = template.Library()


@register.simple_tag
def checklist(edited: Any) -> list[Check] | None:
    """Return the checklist of a page, None for anything else."""
    return build_checklist(edited) if isinstance(edited, HubPage) else None


@register.simple_tag
def other_languages(edited: Any) -> list[TranslationStatus]:
    """Return the status of a page's translations."""
    return translation_statuses(edited) if isinstance(edited, HubPage) else []


@register.simple_tag(takes_context=True)
def page_status(context: Any, edited: Any) -> SafeString:
    """Return what functions registered for the hook `page_status` say about a page: `(page, request) -> HTML`."""
    said = (function(edited, context["request"]) for function in hooks.get_hooks("page_status"))
    return format_html_join("", "{}", ((html,) for html in said)) if isinstance(edited, HubPage) else SafeString()
