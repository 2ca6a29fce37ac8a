"""Rendering of content items, from a stored edition to HTML."""
