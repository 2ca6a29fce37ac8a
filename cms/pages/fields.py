"""A many-to-many field whose targets know that they are used."""

from collections.abc import Iterator
from typing import Any

from modelcluster.fields import ParentalManyToManyField


class IndexedManyToManyField(ParentalManyToManyField):
    """Wagtail counts where a topic or an image is used, but not by way of many-to-many fields: this tells it."""

    def extract_references(self, value: Any) -> Iterator[tuple[type[Any], str, str, str]]:
        """Yield model, key and place of each target, as Wagtail's reference index asks of a field."""
        for target in value:
            yield type(target), str(target.pk), "item", f"item.{target.pk}"

    def deconstruct(self) -> Any:
        """Return what migrations write: the database sees no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, kwargs
