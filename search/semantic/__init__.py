"""Search by meaning in addition to search by words, if HUB_SEARCH_EMBEDDINGS names a model (docs/decisions/0066)."""
