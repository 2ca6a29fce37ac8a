"""Daily counts, added up in the database and shown as charts in Wagtail: the base of search analytics and API usage."""
