"""Saved searches, and which of them match a new edition, whichever engine answers searches."""
