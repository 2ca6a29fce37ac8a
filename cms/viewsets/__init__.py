"""The admin's lists and forms for what is no page."""
