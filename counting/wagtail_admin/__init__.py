"""Base classes of admin views that show counts."""
