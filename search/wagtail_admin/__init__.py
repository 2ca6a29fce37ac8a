"""The screens of search in Wagtail's admin."""
