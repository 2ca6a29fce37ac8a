"""A database that is migrated and otherwise empty, made once in a run: workers and the hubs that tests start copy it.

Migrating is ten seconds of a processor's work, nearly all of it Wagtail's history.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("HUB_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgres")


def shared() -> bool:
    """Whether a run of tests shares one: the benchmarks, which start hubs as well, do not."""
    return "TESTS_MIGRATED" in os.environ


def migrated() -> str:
    """Return the file of the run's migrated database, or its name on PostgreSQL; the first caller creates it."""
    folder = Path(os.environ["TESTS_MIGRATED"])
    with (folder / "migrating").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "migrated"
        if not done.exists():
            _migrate()
            done.touch()
    return _name()


def start_migrating() -> subprocess.Popen[bytes]:
    """Start making it in a process of its own: workers are busy collecting tests at that time."""
    return subprocess.Popen([sys.executable, "-m", "tests.migrated"], cwd=ROOT, stderr=subprocess.DEVNULL)


def copy_for_worker(connection: BaseDatabaseWrapper) -> None:
    """Make this worker's test database a copy: on SQLite the file that Django finds, on PostgreSQL what it copies."""
    settings: dict[str, Any] = connection.settings_dict["TEST"]
    if ON_POSTGRESQL:
        settings["TEMPLATE"] = migrated()
    else:
        shutil.copy(migrated(), settings["NAME"])


def drop() -> None:
    """Drop it from a PostgreSQL server; a file goes with its folder."""
    if ON_POSTGRESQL:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {_name()} WITH (FORCE)")


def _name() -> str:
    folder = Path(os.environ["TESTS_MIGRATED"])
    return folder.name.replace("-", "_") if ON_POSTGRESQL else str(folder / "migrated.sqlite3")


def _migrate() -> None:
    address = f"sqlite:///{_name()}"
    if ON_POSTGRESQL:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_name()}")
        address = urlunsplit(urlsplit(SERVER)._replace(path=f"/{_name()}"))
    command = [sys.executable, "manage.py", "migrate", "--no-input", "-v0"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "HUB_DATABASE_URL": address}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the run's database cannot be migrated:\n{done.stderr}")


if __name__ == "__main__":
    migrated()
