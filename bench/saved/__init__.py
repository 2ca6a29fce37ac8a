"""Saved searches against new editions."""
