"""A small disk in memory, for tests of a full disk."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines import missing


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of this size at a new folder."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=False)
    if mounted.returncode:
        missing("the right to mount a disk in memory", "run the tests as root, as CI does")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def fill(disk: Path, but: int = 0) -> Path:
    """Fill the disk except for some bytes; return the file that fills it."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"x" * 65_536)
                file.flush()
        except OSError:
            file.truncate(max(0, filler.stat().st_size - but))
    return filler
