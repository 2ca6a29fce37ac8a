"""Compares the hub with other APIs for Wagtail pages: same content, same server, equal responses."""
