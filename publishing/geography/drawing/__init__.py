"""Draws maps from outlines. Importing what is in here loads shapely."""
