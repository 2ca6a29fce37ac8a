"""Full-text search in published content.

Other packages use `search.base` (requests and results) and `search.retrieval`.
"""
