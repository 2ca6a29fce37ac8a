"""What the body's blocks share: each converts its own value into a block of the publishing log, and may be unfinished
in a draft."""

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


# Wagtail marks the blocks themselves while it checks a draft, and all threads share them: without a lock, a page that
# is published while another is saved as a draft would be checked as a draft.
_checking = RLock()
# Outside forms, what converter settles by itself is no mistake: a block whose image, document or page was deleted is
# left out.
lenient: ContextVar[bool] = ContextVar("lenient", default=False)


class Stream(blocks.StreamBlock):
    """The outermost block of a field: checks one page at a time, as a draft or for readers."""

    def clean(self, value: Any) -> Any:
        """Check for readers, unless `clean_deferred` called."""
        with _checking:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        """Check a draft."""
        with _checking:
            return super().clean_deferred(value)


class CheckedBlock(blocks.StructBlock):
    """A struct that says in `problems` what readers rely on. A draft may lack it, and whatever its fields require."""

    def problems(self, value: Any) -> dict[str, str]:
        """Return what is wrong by the name of the field, beyond what each field checks by itself."""
        return {}

    def clean(self, value: Any) -> Any:
        """Check all that is asked before publication; of a draft, only that it can be stored as it is."""
        cleaned, errors = [], {}
        value = self._to_struct_value(
            (name, value[name] if name in value else block.get_default()) for name, block in self.child_blocks.items()
        )
        if lenient.get() and self._shows_what_is_gone(value):
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

    def _shows_what_is_gone(self, value: Any) -> bool:
        return any(
            isinstance(block, blocks.ChooserBlock) and value[name] is None for name, block in self.child_blocks.items()
        )


class BodyBlock(CheckedBlock):
    """A block of the body. A new one is made by copying the nearest and adding it to the registry (__init__.py)."""

    schema: ClassVar[type[Block]]

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Block | None:
        """Return the value as the log's block; None when what it showed is gone."""
        raise NotImplementedError
