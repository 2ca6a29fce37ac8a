"""What wagtail-grapple is told of the pages."""
