"""Snippets: topics, sectors, organisations and threat levels."""
