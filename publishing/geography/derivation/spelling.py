"""Names that differ only in accents and capitals are the same name."""

from collections.abc import Iterable

from publishing.geography.countries import slugify_name


def deduplicate(names: Iterable[str], other: Iterable[str] = ()) -> list[str]:
    """Return the names without those that come before, or that are in `other`."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(slugify_name(name), name)
    unwanted = {"", *map(slugify_name, other)}
    return [name for slug, name in first.items() if slug not in unwanted]
