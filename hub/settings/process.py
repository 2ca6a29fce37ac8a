"""The process: environment, secret key, host names, data folder, logging."""

from pathlib import Path

from hub.environment import Environment
from hub.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parents[2]
env = Environment("HUB_")

ENVIRONMENT = env.choice(
    "ENVIRONMENT",
    ("production", "development", "test"),
    default="production",
    hint="use development on your own machine (make demo does); anything that readers can reach is production",
)
PRODUCTION = ENVIRONMENT == "production"
# Off in development too, so that developers see the same error pages as readers.
DEBUG = (
    env.choice(
        "DEBUG",
        ("no",) if PRODUCTION else ("no", "yes"),
        default="no",
        hint="yes shows tracebacks in the browser; not possible in production",
    )
    == "yes"
)
SECRET_KEY = env.text(
    "SECRET_KEY",
    default=None if PRODUCTION else "for-development-and-tests-only-never-in-production-0123456789",
    hint="a long random text, for instance from: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
)
ALLOWED_HOSTS = list(
    env.list(
        "HOSTS",
        default=None if PRODUCTION else ("localhost", "127.0.0.1", "[::1]", "testserver"),
        hint="the host names readers use, separated by commas: hub.example.org,www.hub.example.org",
    )
)
PORT = env.port("PORT", default=8000, hint="the port make demo serves on")
BASE_URL = env.address(
    "BASE_URL",
    ("https",) if PRODUCTION else ("https", "http"),
    default=None if PRODUCTION else f"http://localhost:{PORT}",
    hint="the public address without a final slash: https://hub.example.org",
).rstrip("/")
DATA_DIR = Path(
    env.text(
        "DATA_DIR",
        default=None if PRODUCTION else str(BASE_DIR / "var"),
        hint="a persistent folder for media files, the search index and SQLite's file",
    )
)
DEMONSTRATION = env.flag(
    "DEMONSTRATION",
    default=False,
    hint="yes shows a banner on every page: the content is invented (make demo sets it)",
)

# --- Logging ----------------------------------------------------------------------------------------
LOGGING = logging_settings(
    env.choice(
        "LOG_LEVEL",
        ("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING" if ENVIRONMENT == "test" else "INFO",
        hint="the lowest level that is logged",
    )
)
