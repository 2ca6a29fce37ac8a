"""How the hub logs: to stderr, one line an event, times in UTC."""

import logging
import time


class OneLine(logging.Formatter):
    """2026-03-01T12:00:00Z WARNING publishing.consumers.worker: what happened."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")


def logging_settings(level: str) -> dict[str, object]:
    """Return Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"one_line": {"()": OneLine}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one_line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers mail administrators and colour consoles: everything goes the one way instead.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # Its INFO is a line for each request: the worker makes ten a second.
            "elastic_transport": {"level": "WARNING" if level == "INFO" else level},
            # Its warning of a second try is a traceback; that a node failed is told by another in one line.
            "elastic_transport.transport": {"level": "ERROR" if level in ("INFO", "WARNING") else level},
        },
    }
