"""Search by meaning in addition to keyword search, if HUB_SEARCH_EMBEDDINGS names a model (docs/decisions/0066)."""
