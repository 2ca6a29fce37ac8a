"""The views of search in Wagtail's admin."""
