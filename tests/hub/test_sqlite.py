"""Writers on SQLite wait for each other."""

import sqlite3
from pathlib import Path
from threading import Event, Thread

import pytest

from hub.sqlite import RetryingConnection


def connected(path: Path) -> RetryingConnection:
    return sqlite3.connect(
        path, isolation_level=None, timeout=0.001, factory=RetryingConnection, check_same_thread=False
    )


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO written VALUES (1)"])
def test_a_writer_waits_until_the_one_before_it_is_done(statement: str, tmp_path: Path) -> None:
    holder, waiter, done = connected(tmp_path / "hub"), connected(tmp_path / "hub"), Event()
    holder.cursor().execute("CREATE TABLE written (number)")
    holder.cursor().execute("BEGIN IMMEDIATE")

    def write() -> None:
        waiter.cursor().execute(statement)
        done.set()

    thread = Thread(target=write, daemon=True)
    thread.start()
    assert not done.wait(0.3)  # far beyond SQLite's own timeout
    holder.commit()
    assert done.wait(20)


def test_what_is_wrong_for_another_reason_fails_at_once(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        connected(tmp_path / "hub").cursor().execute("INSERT INTO nowhere VALUES (1)")
