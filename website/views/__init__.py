"""The website's views."""
