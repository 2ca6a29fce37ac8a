"""Makes the frozen dump of today's format: a whole database, as this software writes it.

    python -m tests.publishing.formats.dumping                       # SQLite
    python -m tests.postgresql -- tests.publishing.formats.dumping   # PostgreSQL

A format is dumped once, on the last commit before the next one comes; nothing in its folder is ever made again.
"""

import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FIRST = 1


def main() -> None:
    """Create a database, and write its content and what readers get of it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUB_ENVIRONMENT"] = "test"
        os.environ["HUB_DATA_DIR"] = folder
        os.environ.setdefault("HUB_DATABASE_URL", f"sqlite:///{folder}/hub.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
        import django

        django.setup()
        _dump(Path(folder))


def _dump(folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    from tests.publishing.formats.contents import write_contents

    call_command("migrate", verbosity=0)
    with override_settings(MEDIA_ROOT=folder / "media"):
        write_contents()
    made = FOLDER / str(_format())
    made.mkdir(exist_ok=True)
    data = _sqlite(folder) if connection.vendor == "sqlite" else _postgresql()
    _write(made / f"{connection.vendor}.{'db' if connection.vendor == 'sqlite' else 'sql'}.xz", data)
    _write(made / f"{connection.vendor}.canonical.json.xz", json.dumps(canonical_editions(), indent=1).encode())


def _format() -> int:
    try:
        from publishing.formats import FORMAT
    except ImportError:
        return FIRST
    return FORMAT


def _sqlite(folder: Path) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "dump")])
    return (folder / "dump").read_bytes()


def _postgresql() -> bytes:
    """Return SQL that any client runs: without settings of the server's version and commands of psql's."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=500", os.environ["HUB_DATABASE_URL"]]
    dumped = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    left_out = ("SET ", "\\", "--", "SELECT pg_catalog.set_config")
    return "".join(line for line in dumped.splitlines(keepends=True) if not line.startswith(left_out)).encode()


def canonical_editions() -> dict[str, dict[str, Any]]:
    """Return what is signed of each item, by viewer and item."""
    from graphql_api.content.context import RequestContext, build_nodes
    from graphql_api.content.signing.canonical import canonical_edition
    from tests.publishing.formats.contents import VIEWERS

    contexts = {name: RequestContext(viewer) for name, viewer in VIEWERS.items()}
    return {
        name: {
            str(node.item.pk): canonical_edition(node).decode()
            for node in build_nodes(context, context.visible_items().order_by("pk").slim())
        }
        for name, context in contexts.items()
    }


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes of {len(data):,}\n")


if __name__ == "__main__":
    main()
