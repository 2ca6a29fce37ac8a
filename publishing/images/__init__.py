"""Renditions of published images: declared sizes and crops, their signed URLs, and encoding each once."""
