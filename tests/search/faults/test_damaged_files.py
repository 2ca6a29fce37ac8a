"""A damaged tantivy folder: the database answers, health reports it, and the worker rebuilds it in its next round."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from publishing.consumers.registry import consumers
from publishing.models import Cursor
from tests.publishing.documents import publish
from tests.search.index_drift import live_index
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]
Damage = Callable[[Path], object]


def replace_with(path: Path, content: bytes) -> None:
    """Put a file in place of another, as a restored backup or a broken disk would: what has it open keeps it."""
    draft = path.with_name("draft")
    draft.write_bytes(content)
    os.replace(draft, path)


def segments(folder: Path, ending: str = "") -> list[Path]:
    return [path for path in folder.glob("tantivy-*/*/*") if path.suffix in PARTS and path.name.endswith(ending)]


PARTS = {".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm"}


def each_segment(change: Callable[[Path], object], ending: str = "") -> Damage:
    return lambda folder: list(map(change, segments(folder, ending)))


def each(pattern: str, change: Callable[[Path], object]) -> Damage:
    return lambda folder: list(map(change, folder.glob(pattern)))


def flip_a_byte(path: Path) -> None:
    """In the middle of a file: tantivy reads it without an error."""
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 0xFF
    path.write_bytes(content)


def unlink_a_file(path: Path) -> None:
    if path.is_file():
        path.unlink()


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Damage] = {
    "segments are garbage": each_segment(lambda path: replace_with(path, b"garbage" * 100)),
    "segments are empty": each_segment(lambda path: replace_with(path, b"")),
    "segments are cut short": each_segment(lambda path: os.truncate(path, path.stat().st_size // 2)),
    "segments are gone": each_segment(Path.unlink),
    "all files are gone": each("tantivy-*/*/**/*", unlink_a_file),
    **{f"a byte of {part} is another": each_segment(flip_a_byte, part) for part in sorted(PARTS)},
    "meta.json is garbage": each("tantivy-*/*/meta.json", lambda path: replace_with(path, b"\xff\x00garbage")),
    "meta.json is JSON of something else": each("tantivy-*/*/meta.json", lambda path: replace_with(path, b"[1, 2]")),
    "meta.json is empty": each("tantivy-*/*/meta.json", lambda path: replace_with(path, b"")),
    "meta.json is gone": each("tantivy-*/*/meta.json", Path.unlink),
    "the list of files is garbage": each("tantivy-*/*/.managed.json", lambda path: replace_with(path, b"garbage")),
    "the public's folder is gone": each("tantivy-*/*/public", shutil.rmtree),
    "the public's segments are gone": each("tantivy-*/*/public/*.idx", Path.unlink),
    "a byte of the public's texts is another": each("tantivy-*/*/public/*.store", flip_a_byte),
    "the public's meta.json is gone": each("tantivy-*/*/public/meta.json", Path.unlink),
    "a folder that no test asks is gone": each("tantivy-*/*/validated", shutil.rmtree),
}
POINTERS: dict[str, Damage] = {
    "garbage": each("tantivy-*/live", lambda path: path.write_bytes(b"\xff\xfe\x00")),
    "empty": each("tantivy-*/live", lambda path: path.write_bytes(b"")),
    "a path": each("tantivy-*/live", lambda path: path.write_text("../../../etc")),
    "too long": each("tantivy-*/live", lambda path: path.write_text("a" * 5000)),
    "of no index": each("tantivy-*/live", lambda path: path.write_text("0" * 32)),
    "a folder": each("tantivy-*/live", make_a_folder),
    "gone": each("tantivy-*/live", Path.unlink),
}


def search_health(client: Client) -> str:
    return str(client.get("/readyz").json()["search"])


@pytest.fixture
def filled(drain: Drain, index_folder: Path) -> Path:
    """An index of three documents, which this process has open."""
    for name in ("one", "two", "three"):
        publish(title=f"Canary {name}", summary="Sings.")
    drain()
    assert search_for("canary").engine == "TANTIVY"
    return index_folder


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_rebuilt_in_the_workers_next_round(filled: Path, damage: Damage, client: Client) -> None:
    damage(filled)
    found = search_for("canary")
    assert found.total == 3, "what is left answers: the database, or what this process has open"
    assert (found.engine, found.degraded) in {("TANTIVY", False), ("DATABASE", True)}
    work()
    assert not Cursor.objects.exclude(error="").exists()
    again = search_for("canary sings")
    assert (again.engine, again.degraded, again.total) == ("TANTIVY", False, 3)
    assert again.hits[0].snippet_html
    assert live_index("TANTIVY").count() == 3
    assert search_health(client) == "ok"


@pytest.mark.parametrize("damage", POINTERS.values(), ids=POINTERS)
def test_a_damaged_pointer_is_repaired_without_a_rebuild(filled: Path, damage: Damage, client: Client) -> None:
    before = live_index("TANTIVY").name
    damage(filled)
    assert (search_for("canary").engine, search_for("canary").degraded, search_for("canary").total) == (
        "DATABASE",
        True,
        3,
    )
    assert search_health(client) == "tantivy does not answer, the database serves"
    work()
    assert (search_for("canary").engine, search_for("canary").degraded, search_for("canary").total) == (
        "TANTIVY",
        False,
        3,
    )
    assert live_index("TANTIVY").name == before
    assert search_health(client) == "ok"


EVERY = {**DAMAGES, **{f"the pointer is {name}": damage for name, damage in POINTERS.items()}}


@pytest.mark.slow
@pytest.mark.parametrize("damage", EVERY.values(), ids=EVERY)
def test_a_rebuild_by_hand_works_on_any_damage(filled: Path, damage: Damage) -> None:
    damage(filled)
    call_command("search", "rebuild", "--engine", "tantivy")
    assert (search_for("canary").engine, search_for("canary").total) == ("TANTIVY", 3)
    call_command("search", "status")
    call_command("search", "reconcile", "--deep")


def test_what_is_published_after_the_damage_is_found(filled: Path) -> None:
    DAMAGES["segments are garbage"](filled)
    publish(title="Canary four")
    work()
    assert set(titles(search_for("canary"))) == {f"Canary {name}" for name in ("one", "two", "three", "four")}


def test_a_damaged_index_that_is_still_being_filled_is_started_again(filled: Path) -> None:
    consumers["search"].reset()
    building = next(filled.glob("tantivy-*/building")).read_text()
    replace_with(next(filled.glob(f"tantivy-*/{building}/meta.json")), b"garbage")
    assert search_for("canary").engine == "TANTIVY"
    work()
    assert search_for("canary").total == 3
    assert live_index("TANTIVY").name != building
