"""Registers the screens of search with Wagtail, which looks for a module of this name."""
