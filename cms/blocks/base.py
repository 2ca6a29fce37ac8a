"""Base classes of the body's blocks: each converts its value for publication, and may be unfinished in a draft."""

from contextvars import ContextVar
from threading import RLock
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.content.converter import Converter
from cms.content.draft_rules import can_be_stored
from publishing.content.blocks import Block

RICH_TEXT_FEATURES = ["bold", "italic", "h3", "ol", "ul", "link", "document-link"]


# Wagtail sets a flag on the blocks themselves while it validates a draft, and all threads share the blocks: without a
# lock, a page that is published while another is saved as a draft would be validated as a draft.
_validation_lock = RLock()
lenient: ContextVar[bool] = ContextVar("lenient", default=False)
"""Set outside forms: what the converter copes with is no error, such as a block whose image or page was deleted."""


class Stream(blocks.StreamBlock):
    """The top-level block of a field: validates one page at a time, as a draft or for publication."""

    def clean(self, value: Any) -> Any:
        """Validate for publication, unless called by `clean_deferred`."""
        with _validation_lock:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        """Validate a draft."""
        with _validation_lock:
            return super().clean_deferred(value)


class CheckedBlock(blocks.StructBlock):
    """A struct that checks in `problems` what readers rely on. Drafts may fail these checks and those of its fields."""

    def problems(self, value: Any) -> dict[str, str]:
        """Return problems by field name, beyond what each field checks itself."""
        return {}

    def clean(self, value: Any) -> Any:
        """Validate for publication; a draft only has to be storable."""
        cleaned, errors = [], {}
        value = self._to_struct_value(
            (name, value[name] if name in value else block.get_default()) for name, block in self.child_blocks.items()
        )
        if lenient.get():
            choosers = [name for name, block in self.child_blocks.items() if isinstance(block, blocks.ChooserBlock)]
            if any(value[name] is None for name in choosers):  # its target was deleted
                return value
        for name, part in value.items():
            try:
                cleaned.append((name, self.child_blocks[name].clean(part)))
            except ValidationError as error:
                cleaned.append((name, part))
                if not (self.is_deferred_validation and can_be_stored(part, error)):
                    errors[name] = error
        if not self.is_deferred_validation:
            errors = {name: ValidationError(text) for name, text in self.problems(value).items()} | errors
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return self._to_struct_value(cleaned)


class BodyBlock(CheckedBlock):
    """A block of the body. To add one, copy the most similar block and add it to the registry (__init__.py)."""

    schema: ClassVar[type[Block]]

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Block | None:
        """Return the block as it is published, None if what it showed was deleted."""
        raise NotImplementedError
