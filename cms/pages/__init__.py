"""Page types, one in each file, with a common base."""
