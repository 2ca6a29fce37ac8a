"""Parses the ids that clients send."""

from uuid import UUID

from graphql_api.base.errors import Code, HubError


def parse_uuid(text: str) -> UUID | None:
    """Return a text as a UUID; None if it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def require_uuid(text: str) -> UUID:
    """Return a text as a UUID. Raise BAD_INPUT if it is not one."""
    found = parse_uuid(text)
    if found is None:
        raise HubError(Code.BAD_INPUT, "An ID must look like 123e4567-e89b-12d3-a456-426614174000.")
    return found
