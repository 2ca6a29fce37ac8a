"""Comparisons of revisions, and text as Wagtail itself shows it: what is hidden is neither named nor linked to.

Wagtail's methods, wrapped as in wagtail_patches.py.
"""

from typing import Any

from wagtail.admin.compare import ForeignObjectComparison
from wagtail.blocks import BaseStructBlock, PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock, ImageChooserBlockComparison
from wagtail.rich_text import EntityHandler
from wagtail.rich_text.pages import PageLinkHandler

from cms.staff.wagtail_patches import HIDDEN_TITLE, is_hidden, patch


def shown_objects(original: Any, comparison: Any) -> tuple[Any, ...]:
    """Compare what a field refers to; a hidden picture is none, anything else that is hidden says so."""
    return tuple(_shown(one) for one in original(comparison))


def _shown(instance: Any) -> Any:
    if not is_hidden(instance):
        return instance
    return None if isinstance(instance, get_image_model()) else HIDDEN_TITLE


def shown_choice(original: Any, block: Any, value: Any, context: Any = None) -> Any:
    """Show what a block chooses without the title and the address of what is hidden."""
    return HIDDEN_TITLE if is_hidden(value) else original(block, value, context)


def shown_struct(original: Any, block: Any, value: Any, context: Any = None) -> Any:
    """Show a group of fields, whose values Wagtail writes as text without asking their blocks."""
    shown = {name: HIDDEN_TITLE if is_hidden(one) else one for name, one in value.items()}
    return original(block, shown, context)


def shown_picture(original: Any, comparison: Any, value: Any) -> Any:
    """Show a picture that came or went, unless it is hidden."""
    return HIDDEN_TITLE if is_hidden(value) else original(comparison, value)


def shown_pictures(original: Any, comparison: Any) -> Any:
    """Compare two pictures, unless one is hidden."""
    hidden = is_hidden(comparison.val_a) or is_hidden(comparison.val_b)
    return HIDDEN_TITLE if hidden else original(comparison)


def visible_targets(original: Any, handler: Any, attrs_list: Any) -> Any:
    """Take links to what is hidden for links whose target is missing: an address holds a title."""
    return [None if is_hidden(target) else target for target in original(handler, attrs_list)]


def patch_comparisons() -> None:
    """Wrap everything above."""
    patch(ForeignObjectComparison, "get_objects", shown_objects)
    for block in (PageChooserBlock, ImageChooserBlock, DocumentChooserBlock):
        patch(block, "render_basic", shown_choice)
    patch(BaseStructBlock, "render_basic", shown_struct)
    patch(ImageChooserBlockComparison, "htmlvalue", shown_picture)
    patch(ImageChooserBlockComparison, "htmldiff", shown_pictures)
    for handler in (EntityHandler, PageLinkHandler):
        patch(handler, "get_many", visible_targets)
