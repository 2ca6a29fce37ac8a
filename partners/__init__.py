"""Organisations that take content by API: their keys, what each key may ask for, and what they use."""
