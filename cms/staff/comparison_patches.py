"""Hides pages and files in comparisons of revisions and in content that Wagtail renders: no titles, no links.

Patches Wagtail's methods like wagtail_patches.py.
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
    """Compare the targets of a field. A hidden picture counts as none; anything else that is hidden is labelled so."""
    shown = []
    for instance in original(comparison):
        if not is_hidden(instance):
            shown.append(instance)
        else:
            shown.append(None if isinstance(instance, get_image_model()) else HIDDEN_TITLE)
    return tuple(shown)


def shown_choice(original: Any, block: Any, value: Any, context: Any = None) -> Any:
    """Show the choice of a block, without title and address if it is hidden."""
    return HIDDEN_TITLE if is_hidden(value) else original(block, value, context)


def shown_struct(original: Any, block: Any, value: Any, context: Any = None) -> Any:
    """Show a struct, whose values Wagtail renders as text without calling their blocks."""
    shown = {name: HIDDEN_TITLE if is_hidden(one) else one for name, one in value.items()}
    return original(block, shown, context)


def shown_picture(original: Any, comparison: Any, value: Any) -> Any:
    """Show a picture that was added or removed, unless it is hidden."""
    return HIDDEN_TITLE if is_hidden(value) else original(comparison, value)


def shown_pictures(original: Any, comparison: Any) -> Any:
    """Compare two pictures, unless one is hidden."""
    hidden = is_hidden(comparison.val_a) or is_hidden(comparison.val_b)
    return HIDDEN_TITLE if hidden else original(comparison)


def visible_targets(original: Any, handler: Any, attrs_list: Any) -> Any:
    """Treat links to hidden targets like links to missing ones: an address contains a title."""
    return [None if is_hidden(target) else target for target in original(handler, attrs_list)]


def patch_comparisons() -> None:
    """Apply all patches above."""
    patch(ForeignObjectComparison, "get_objects", shown_objects)
    for block in (PageChooserBlock, ImageChooserBlock, DocumentChooserBlock):
        patch(block, "render_basic", shown_choice)
    patch(BaseStructBlock, "render_basic", shown_struct)
    patch(ImageChooserBlockComparison, "htmlvalue", shown_picture)
    patch(ImageChooserBlockComparison, "htmldiff", shown_pictures)
    for handler in (EntityHandler, PageLinkHandler):
        patch(handler, "get_many", visible_targets)
