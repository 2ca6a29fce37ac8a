"""From an address to Django's settings of a database."""

from typing import Any

import dj_database_url

SCHEMES = ("postgresql", "sqlite")


def database(address: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host/name` or `sqlite:////path`; ValueError if wrong."""
    # No message quotes the address: it carries a password, and the message ends in logs.
    if address.partition("://")[0] not in SCHEMES:
        raise ValueError(f"expected an address that begins with {' or '.join(f'{scheme}://' for scheme in SCHEMES)}")
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True))
    except (ValueError, dj_database_url.ParseError):
        raise ValueError("the address cannot be read") from None
    if not settings["NAME"]:
        raise ValueError("the address names no database")
    if address.startswith("sqlite:"):
        settings["OPTIONS"] = _sqlite_options()
    else:
        # Prepares repeated statements with parameters (graphql_api/execution/compiler/statements.py).
        settings.setdefault("OPTIONS", {})["prepare_threshold"] = 5
    return settings


def _sqlite_options() -> dict[str, object]:
    return {
        # A writer waits for the lock at its start instead of failing half-way (publishing/models/changes.py).
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "factory": _patient_connection,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=18;",
    }


def _patient_connection(*args: Any, **kwargs: Any) -> Any:
    from hub.sqlite import PatientConnection  # settings are read before Django is there

    return PatientConnection(*args, **kwargs)
