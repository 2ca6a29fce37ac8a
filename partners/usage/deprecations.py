"""Fields that are to go. Who knows the schema says which; partners, who asks."""

from collections.abc import Callable, Mapping

Deprecations = Callable[[], Mapping[str, str]]
_sources: list[Deprecations] = []


def register_deprecations(source: Deprecations) -> None:
    """Register the function that returns the reason for each deprecated field, by `Type.field`; called from an app's
    `ready()`."""
    _sources.append(source)


def deprecated_fields() -> dict[str, str]:
    """Return the reason for each deprecated field."""
    return {field: reason for source in _sources for field, reason in source().items()}
