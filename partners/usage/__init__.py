"""What partners use: counted, kept for some time, and read."""
