"""The writers of all fields, one file for each area of the schema. To add a writer, copy a similar one."""

from graphql_api.execution.compiler.fields import (
    blocks,
    content,
    history,
    itineraries,
    kinds,
    lists,
    media,
    resolved,
    rich_text,
    search,
)

__all__ = ["blocks", "content", "history", "itineraries", "kinds", "lists", "media", "resolved", "rich_text", "search"]
