"""Partners' screens in Wagtail's admin."""
