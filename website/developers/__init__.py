"""The developers' pages: the files they are rendered from, and their search."""
