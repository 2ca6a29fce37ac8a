"""A frozen dump in place of the test database, for the tests of one module."""

import json
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.core.management import call_command
from django.db import connection

from tests.migrated import SERVER

FOLDER = Path(__file__).parent
FORMATS = sorted(int(dump.parent.name) for dump in FOLDER.glob("*/sqlite.db.xz"))


@contextmanager
def loaded(number: int, folder: Path) -> Iterator[None]:
    """Let this process's connection be to a copy of a dump that is migrated to today's tables."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name = _load(number, folder)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        if connection.vendor == "postgresql":
            with psycopg.connect(SERVER, autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def recorded_canonical(number: int) -> dict[str, dict[str, Any]]:
    """Return what was signed when the dump was made, by viewer and item."""
    packed = (FOLDER / str(number) / f"{connection.vendor}.canonical.json.xz").read_bytes()
    recorded: dict[str, dict[str, Any]] = json.loads(lzma.decompress(packed))
    return recorded


def _load(number: int, folder: Path) -> str:
    if connection.vendor == "sqlite":
        file = folder / "frozen.sqlite3"
        file.write_bytes(_unpacked(number, "sqlite.db.xz"))
        return str(file)
    name = f"frozen_{uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(SERVER, dbname=name, autocommit=True) as database:
        database.execute(_unpacked(number, "postgresql.sql.xz"))
    return name


def _unpacked(number: int, name: str) -> bytes:
    return lzma.decompress((FOLDER / str(number) / name).read_bytes())
