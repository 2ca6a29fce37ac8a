"""From a fresh clone to a working hub, with nothing but Python's own library: `python3 -m hub.bootstrap demo`."""
