"""Reads what `manage.py build_developer_pages` wrote: the schema, guides, examples and changes of the API."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

SAMPLE_ADDRESS = "https://hub.example.org"
"""The hub's address in samples."""


class NotBuiltError(Exception):
    """The developers' pages have not been built on this machine."""


def read_bytes(name: str) -> bytes:
    """Return a file as it is."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError as error:
        raise NotBuiltError from error


def read_json(name: str, root: str = "") -> Any:
    """Return the content of a file, with links to the developers' pages at `root` and this hub's address in samples."""
    text = read_bytes(name).decode()
    # Links begin with `developers:` (graphql_api/documentation/markdown.py); in JSON, quotation marks are escaped.
    return orjson.loads(text.replace('\\"developers:', f'\\"{root}').replace(SAMPLE_ADDRESS, settings.BASE_URL))


def has_page(folder: str, name: str) -> bool:
    """Whether there is a guide or a type of this name."""
    if not _path(folder).is_dir():
        raise NotBuiltError
    return _path(f"{folder}/{name}.json").is_file()


def _path(name: str) -> Path:
    return Path(settings.DEVELOPER_PAGES) / name
