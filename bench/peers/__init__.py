"""The hub beside what others give out Wagtail's pages with: the same content, the same server, equal answers."""
