"""Sets up a fresh clone with only Python's standard library: `python3 -m hub.bootstrap demo`."""
