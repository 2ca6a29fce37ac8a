"""Search by meaning beside search by words, where HUB_SEARCH_EMBEDDINGS names a model (docs/decisions/0066)."""
