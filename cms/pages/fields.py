"""A many-to-many field whose targets appear in Wagtail's reference index."""

from collections.abc import Iterator
from typing import Any

from modelcluster.fields import ParentalManyToManyField


class IndexedManyToManyField(ParentalManyToManyField):
    """Wagtail's reference index covers foreign keys but not many-to-many fields: this one is covered too."""

    def extract_references(self, value: Any) -> Iterator[tuple[type[Any], str, str, str]]:
        """Yield model, key and paths of each target, for Wagtail's reference index."""
        for target in value:
            yield type(target), str(target.pk), "item", f"item.{target.pk}"

    def deconstruct(self) -> Any:
        """Deconstruct as the parent class: migrations need not know of this one."""
        name, _, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, kwargs
