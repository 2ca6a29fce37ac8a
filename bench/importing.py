"""Measures importing travel advice for 230 countries: python -m bench.importing [--documents 230].

CPU seconds as a ratio to parsing the same files as JSON, and SQL statements per document: a first import, a second one
of the same files, one of files that only look different, and one in which every country has changed.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.core.management import call_command

from tests.sizes import sized

BODY = 8
"""How often the text of a part is repeated."""
LINKS = 100
"""Entries in `links`, which no import reads. Together they make a document as long as GOV.UK's, about 40 kB."""
COLUMNS = ("import", "documents", "CPU s", "to bare parsing", "statements a document")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=sized(230, 2))
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="hub-importing-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
        # The database and folder of the caller's hub are not touched.
        os.environ.pop("HUB_DATABASE_URL", None)
        os.environ.update(HUB_ENVIRONMENT="development", HUB_DATA_DIR=folder)
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        _measure(Path(folder), arguments.documents)
    return 0


def _measure(folder: Path, count: int) -> None:
    documents = list(_documents(count))
    first, same, changed = folder / "first", folder / "same", folder / "changed"
    size = _write(first, documents)
    _write(same, [document | {"links": {}} for document in documents])
    _write(changed, [_change(document) for document in documents])
    bare = _cpu(lambda: [json.loads(path.read_bytes()) for path in first.glob("*.json")])
    print(f"{count} documents of {size / count / 1000:.0f} kB; parsing them takes {bare:.3f} s of CPU.\n")
    print(f"| {' | '.join(COLUMNS)} |\n|---|" + "---:|" * (len(COLUMNS) - 1))
    _row("the first", first, count, bare)
    _row("again", first, count, bare)
    _row("the same advice", same, count, bare)
    _row("all changed", changed, count, bare)


def _row(title: str, location: Path, count: int, bare: float) -> None:
    with _counting_statements() as statements:
        seconds = _cpu(lambda: call_command("import_travel_advice", str(location), stdout=StringIO()))
    figures = (count, f"{seconds:.2f}", f"{seconds / bare:.0f}", f"{len(statements) / count:.0f}")
    print(f"| {' | '.join(map(str, (title, *figures)))} |")


def _documents(count: int) -> Iterator[dict[str, Any]]:
    from cms.loading.travel_documents import travel_documents

    links = [
        {
            "title": f"Page {number}",
            "base_path": f"/page-{number}",
            "api_url": f"https://www.gov.uk/api/content/page-{number}",
            "web_url": f"https://www.gov.uk/page-{number}",
            "description": "A page that is related to this one.",
            "locale": "en",
            "withdrawn": False,
        }
        for number in range(LINKS)
    ]
    for document, _ in zip(travel_documents(), range(count), strict=False):
        for part in document["details"]["parts"]:
            part["body"] *= BODY
        yield document | {"links": {"ordered_related_items": links}}


def _change(document: dict[str, Any]) -> dict[str, Any]:
    later = deepcopy(document)
    at = "2026-11-20T09:00:00.000+00:00"
    later["public_updated_at"] = later["updated_at"] = later["details"]["reviewed_at"] = at
    later["details"]["change_description"] = "Benchmark: a new paragraph."
    later["details"]["parts"][1]["body"] += "<p>A new paragraph.</p>"
    return later


def _write(folder: Path, documents: list[dict[str, Any]]) -> int:
    folder.mkdir()
    texts = {document["details"]["country"]["slug"]: json.dumps(document) for document in documents}
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text)
    return sum(map(len, texts.values()))


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@contextmanager
def _counting_statements() -> Iterator[list[str]]:
    from django.db import connection

    statements: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql[:40])
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield statements


if __name__ == "__main__":
    sys.exit(main())
