"""Saved searches, and which of them a new edition matches: the same whichever engine answers people."""
