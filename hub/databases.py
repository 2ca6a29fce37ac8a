"""Parses a database URL into Django's settings."""

from typing import Any

import dj_database_url

SCHEMES = ("postgresql", "sqlite")


def parse_database_url(address: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host/name` or `sqlite:////path`. Raises ValueError."""
    # No message quotes the address: it contains a password, and messages end up in logs.
    if address.partition("://")[0] not in SCHEMES:
        raise ValueError(f"expected an address that begins with {' or '.join(f'{scheme}://' for scheme in SCHEMES)}")
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True))
    except (ValueError, dj_database_url.ParseError):
        raise ValueError("the address cannot be read") from None
    if not settings["NAME"]:
        raise ValueError("the address names no database")
    if address.startswith("sqlite:"):
        settings["OPTIONS"] = {
            # A writer waits for the lock at its start instead of failing half-way (publishing/models/changes.py).
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            "factory": _connect_to_sqlite,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=18;",
        }
    else:
        # Repeated statements with bound parameters are planned once (graphql_api/execution/compiler/statements.py).
        settings.setdefault("OPTIONS", {})["prepare_threshold"] = 5
    return settings


def _connect_to_sqlite(*args: Any, **kwargs: Any) -> Any:
    from hub.sqlite import RetryingConnection  # settings are read before Django can be imported

    return RetryingConnection(*args, **kwargs)
