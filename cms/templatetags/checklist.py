"""The publishing checklist in the admin's templates."""

from typing import Any

from django import template

from cms.editing.checklist import Check
from cms.editing.checklist import checklist as checklist_of
from cms.editing.translation_status import TranslationStatus
from cms.editing.translation_status import translation_statuses as languages_of
from cms.pages.base import HubPage

register = template.Library()


@register.simple_tag
def checklist(edited: Any) -> list[Check] | None:
    """Return what is to be mended on a page of the hub; None of anything else."""
    return checklist_of(edited) if isinstance(edited, HubPage) else None


@register.simple_tag
def other_languages(edited: Any) -> list[TranslationStatus]:
    """Return how a page of the hub stands in its other languages."""
    return languages_of(edited) if isinstance(edited, HubPage) else []
