"""Counts of days, added up in the database and drawn in Wagtail: for what counts searches and what counts API calls."""
