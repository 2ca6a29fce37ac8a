"""Page types, one a file, over one base."""
