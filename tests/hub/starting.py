"""Starts programs of the hub as an operator would: in a process of their own, with an environment of their own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def production(folder: Path) -> dict[str, str]:
    """Return the variables of a correct production start, with its data in `folder`."""
    return {
        "HUB_ENVIRONMENT": "production",
        "HUB_SECRET_KEY": "a-key-of-this-test-and-of-nothing-else-0123456789-abcdefghijklmnopqrstuvwxyz",
        "HUB_SIGNING_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "HUB_HOSTS": "hub.example.org",
        "HUB_BASE_URL": "https://hub.example.org",
        "HUB_BEHIND_PROXY": "yes",
        "HUB_DATA_DIR": str(folder / "data"),
        "HUB_STATIC_DIR": str(folder / "static"),
        "HUB_DATABASE_URL": f"sqlite:///{folder / 'hub.sqlite3'}",
        "HUB_EMAIL_HOST": "mail.example.org",
        "HUB_EMAIL_FROM": "Step Change hub <hub@example.org>",
    }


def collected(folder: Path) -> None:
    """Leave what collectstatic leaves, as far as a start looks at it."""
    static = folder / "static"
    static.mkdir(parents=True)
    (static / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')


def run(variables: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these HUB_ variables and no others."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**others, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
