"""Logging: to stderr, one line per event, times in UTC."""

import logging
import time


class OneLineFormatter(logging.Formatter):
    """2026-03-01T12:00:00Z WARNING publishing.consumers.worker: what happened."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")


def logging_settings(level: str) -> dict[str, object]:
    """Return Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"one_line": {"()": OneLineFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one_line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Replaces Django's own handlers (email to administrators, coloured console): everything goes to stderr.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # INFO logs a line for each request, and the worker makes ten a second.
            "elastic_transport": {"level": "WARNING" if level == "INFO" else level},
            # WARNING logs a traceback for each retry; another logger reports a failed node in one line.
            "elastic_transport.transport": {"level": "ERROR" if level in ("INFO", "WARNING") else level},
        },
    }
