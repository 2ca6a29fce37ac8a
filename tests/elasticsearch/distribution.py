"""Fetches Elasticsearch with Maven, and adds the parts of its analysis-common module that this archive lacks.

Maven's registry (set in Maven's own configuration) has the server as an artifact for integration tests. The result is
cached in a folder for each version of the server and each state of the plugin.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

VERSION = "8.19.21"
SHA256 = "215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a"
PLUGIN = Path(__file__).parent / "plugin"
PACKAGES = "apt-get install openjdk-17-jdk-headless maven"
FETCH = "python -m tests.elasticsearch fetch"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


class MissingDistributionError(Exception):
    """The server cannot be installed on this machine."""

    def __init__(self, reason: str, command: str) -> None:
        super().__init__(f"{reason}. Try: {command}")


def java_home() -> Path:
    """Return the folder of the JDK."""
    return _program("javac").resolve().parents[1]


def get_distribution() -> Path:
    """Return the server's folder, after fetching and building it if necessary."""
    java_home()  # fails early: the server needs it as well
    home = _cache() / f"elasticsearch-{VERSION}-{_plugin_hash()}"
    if not home.exists():
        with _exclusive_lock():
            if not home.exists():  # another process may have built it in the meantime
                _build(home)
    return home


def _cache() -> Path:
    """Return the cache folder. Root's home is not readable for the account that runs the server, so root uses /var."""
    if os.geteuid() == 0:
        return Path("/var/cache/stepchange-hub")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stepchange-hub"


@contextmanager
def _exclusive_lock() -> Iterator[None]:
    _cache().mkdir(mode=0o755, parents=True, exist_ok=True)
    with (_cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _plugin_hash() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(PLUGIN.iterdir()))).hexdigest()[:12]


def _build(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=_cache(), prefix="build-") as name:
        folder = Path(name)
        unpacked = _unpack(_fetch(folder), folder)
        _add_plugin(unpacked)
        unpacked.rename(home)


def _fetch(folder: Path) -> Path:
    arguments = ["--batch-mode", "--strict-checksums", _COPY, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
    _run([str(_program("mvn")), *arguments], folder, "Elasticsearch could not be fetched")
    archive = folder / f"elasticsearch-{VERSION}.zip"
    with archive.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != SHA256:
            raise MissingDistributionError(f"{archive.name} is not the archive that was published", FETCH)
    return archive


def _unpack(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as entries:
        for entry in entries.infolist():
            path = Path(entries.extract(entry, folder))
            # zipfile drops permissions: programs must stay executable. Configuration is readable by its owner only.
            path.chmod((entry.external_attr >> 16 & 0o777) | 0o444 | (0o111 if entry.is_dir() else 0))
    return folder / archive.stem


def _add_plugin(home: Path) -> None:
    folder = home / "plugins" / "official-analysis"
    with tempfile.TemporaryDirectory() as classes:
        compiler = [str(_program("javac")), "--release", "17", "-proc:none", "-cp", f"{home}/lib/*", "-d", classes]
        _run([*compiler, *map(str, PLUGIN.glob("*.java"))], PLUGIN, "The plugin could not be compiled")
        jar = shutil.make_archive(f"{classes}/plugin", "zip", classes, "org")
        folder.mkdir()
        shutil.move(jar, folder / "official-analysis.jar")
    descriptor = Template((PLUGIN / "plugin-descriptor.properties").read_text())
    (folder / "plugin-descriptor.properties").write_text(descriptor.substitute(version=VERSION))


def _run(command: list[str], folder: Path, failure: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        output = (done.stdout + done.stderr).strip().splitlines()
        raise MissingDistributionError("\n".join([f"{failure}:", *output[-10:]]), FETCH)


def _program(name: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise MissingDistributionError(f"Elasticsearch needs {name}, which is not installed on this machine", PACKAGES)
    return Path(found)
