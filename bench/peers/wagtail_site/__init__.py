"""A small Wagtail site, served by one peer at a time. It runs in the peers' environments, never in the hub's."""
