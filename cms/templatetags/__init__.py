"""Template tags of the editors' admin."""
