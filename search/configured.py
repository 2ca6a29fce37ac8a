"""The engines that this installation has, the first choice first."""

from pathlib import Path

from django.conf import settings

from search.engines import Engine, Store
from search.tantivy_engine import engine as tantivy
from search.tantivy_engine.store import TantivyStore


def engines() -> tuple[Engine, ...]:
    """Return the engines to ask, in order: where the first cannot answer, the next does."""
    return (tantivy.engine(Path(settings.SEARCH_INDEX_DIR)),)


def tantivy_store() -> Store:
    """Return what tantivy's indices are written to."""
    return TantivyStore(Path(settings.SEARCH_INDEX_DIR))
