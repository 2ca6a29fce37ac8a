"""The pages' registrations with wagtail-grapple."""
