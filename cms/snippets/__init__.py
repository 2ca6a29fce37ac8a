"""Snippets: what pages refer to and what has no page of its own."""
