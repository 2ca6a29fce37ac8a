"""A real Elasticsearch for the tests: fetched, started as one node or as a cluster, hurt on purpose, and deleted."""
