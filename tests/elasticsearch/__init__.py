"""A real Elasticsearch for tests: fetched, run as one node or as a cluster, damaged on purpose, and deleted."""
