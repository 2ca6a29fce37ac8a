"""How each field is written, a file for each of the schema's. To add one: copy the nearest."""

from graphql_api.execution.compiler.fields import blocks, content, kinds, lists, media, resolved, rich_text, search

__all__ = ["blocks", "content", "kinds", "lists", "media", "resolved", "rich_text", "search"]
