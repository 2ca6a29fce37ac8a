"""Content as Wagtail stores it: cleaning texts, resolving links, converting it to what an edition holds."""
