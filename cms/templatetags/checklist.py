"""The publishing checklist in the admin's templates."""

from typing import Any

from django import template

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
