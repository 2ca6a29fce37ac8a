"""Other processes on the test's own database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

Start = Callable[..., subprocess.Popen[str]]


def database_url() -> str:
    """Return the address of the database that the running test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"])
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    host, port = quote(settings["HOST"], safe=""), settings["PORT"]
    return f"postgresql://{user}{password}@{host}{f':{port}' if port else ''}/{settings['NAME']}"


@pytest.fixture
def start(transactional_db: None, tmp_path: Path) -> Iterator[Start]:
    """Start `python -m MODULE ARGUMENTS` on the test's database; what still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []
    environment = {
        **os.environ,
        "HUB_DATABASE_URL": database_url(),
        "HUB_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }

    def run(module: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()
