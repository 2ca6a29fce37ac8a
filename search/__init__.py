"""Search: what is published, found by its words.

Other packages use `search.base` (requests and results) and `search.retrieval`.
"""
