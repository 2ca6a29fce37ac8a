"""The API's screens in Wagtail's admin."""
