"""Starts Elasticsearch clusters for tests: one or several nodes, on the loopback interface, deleted afterwards."""

import json
import os
import pwd
import random
import signal
import socket
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from tests.elasticsearch.distribution import get_distribution, java_home
from tests.stack import until

ACCOUNT = "hub-elasticsearch"
START_SECONDS = 240  # while other tests run as well; on its own it takes ten
STOP_SECONDS = 30
# Below the ports of outgoing connections, so that a client that connects to a stopped node cannot be given its port.
PORTS = range(20_000, 32_000)
HEAP = ("-Xms512m", "-Xmx512m")
# Starts half a second faster, and leaves the second core to other processes. Not for measurements.
QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOGGING = """
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %-5p %c{1.} %m%n
"""
_COMMON: dict[str, object] = {
    "network.host": "127.0.0.1",
    "node.store.allow_mmap": False,  # it needs a kernel setting that containers may not change
    "cluster.routing.allocation.disk.threshold_enabled": False,
    "discovery.initial_state_timeout": "0s",  # answer even without a master, like a node that has lost its master
    "xpack.security.enabled": False,
}


@dataclass(frozen=True)
class Setup:
    """The configuration of a cluster: additional settings and files for each node, how to connect, and Java options."""

    settings: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    scheme: str = "http"
    connect: Callable[[str], Elasticsearch] = Elasticsearch
    java: tuple[str, ...] = (*HEAP, *QUICK_START)


@dataclass
class Node:
    """One server with its own settings, data and log. It is terminated with the thread that started it."""

    url: str
    folder: Path
    setup: Setup
    pid: int = 0
    """The server process, a child of the launcher; 0 until it answers."""
    _launcher: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Its name in the cluster."""
        return self.folder.name

    @property
    def running(self) -> bool:
        """Whether its process is running."""
        return self._launcher is not None and self._launcher.poll() is None

    def start(self) -> None:
        """Start it, and wait until it answers, with or without a master."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it without waiting."""
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": " ".join(self.setup.java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        # The launcher is terminated with this process, and the server with its launcher, even after a crash.
        command = ["setpriv", "--pdeathsig", "TERM", str(get_distribution() / "bin" / "elasticsearch")]
        with (self.folder / "log").open("ab") as log:
            self._launcher = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches this process only, which then stops the server
                **account(),
            )

    def wait(self) -> None:
        """Wait until it answers; fail with its log if it exits instead."""
        until(self._answers, START_SECONDS, f"Elasticsearch at {self.url}")

    def stop(self) -> None:
        """Let it leave the cluster and exit; kill it if it does not."""
        if self._launcher is not None:
            self._launcher.terminate()
            try:
                self._launcher.wait(STOP_SECONDS)
                self.pid = 0
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill it, as a power cut would. Its launcher then exits."""
        assert self._launcher is not None, "it was never started"
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        else:  # it has not answered yet: it dies with the launcher
            self._launcher.kill()
        self.pid = 0
        self._launcher.wait()

    def _answers(self) -> bool:
        assert self.running, f"Elasticsearch exited. Its log ends with:\n{self.log_tail()}"
        try:
            with self.setup.connect(self.url) as client:
                found = client.options(max_retries=0).nodes.info(node_id="_local", metric="process")["nodes"]
        except (ApiError, TransportError):
            return False
        self.pid = next(iter(found.values()))["process"]["id"]
        return True

    def log_tail(self) -> str:
        """Return the end of its log."""
        with (self.folder / "log").open(errors="replace") as log:
            return "".join(deque(log, 30))


@dataclass(frozen=True)
class Cluster:
    """Nodes that have formed a cluster."""

    nodes: list[Node]

    @property
    def urls(self) -> list[str]:
        """The URLs of all nodes, running or not."""
        return [node.url for node in self.nodes]

    @property
    def master(self) -> Node:
        """The elected master node."""
        with self._client() as client:
            name = client.cat.master(format="json")[0]["node"]
        return next(node for node in self.nodes if node.name == name)

    def wait_for(self, status: str = "green") -> None:
        """Wait until every running node has joined and the indices have this status."""

        def has_status() -> bool:
            running = sum(node.running for node in self.nodes)
            try:
                with self._client() as client:
                    health = client.cluster.health(wait_for_nodes=str(running), wait_for_status=status, timeout="5s")
            except (ApiError, TransportError):
                return False
            return not health["timed_out"]

        until(has_status, START_SECONDS, f"a {status} cluster")

    def _client(self) -> Elasticsearch:
        node = next(node for node in self.nodes if node.running)
        return node.setup.connect(node.url)


@contextmanager
def cluster(nodes: int = 1, setup: Setup | None = None) -> Iterator[Cluster]:
    """Start a cluster on free ports, yield it when all nodes have joined, and delete it."""
    with tempfile.TemporaryDirectory(prefix="hub-elasticsearch-", ignore_cleanup_errors=True) as folder:
        started = Cluster(_prepare(Path(folder), nodes, setup or Setup()))
        with ExitStack() as cleanup:
            for node in started.nodes:
                cleanup.callback(node.stop)
                node.launch()
            for node in started.nodes:
                node.wait()
            started.wait_for()
            yield started


def account() -> dict[str, Any]:
    """Return the user arguments for subprocess: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        # Another process may create it at the same time: then this fails, and the account is found.
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT], check=False)
        entry = pwd.getpwnam(ACCOUNT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _prepare(folder: Path, count: int, setup: Setup) -> list[Node]:
    names = [f"node-{number}" for number in range(count)]
    ports = _free_ports(2 * count)
    http, transport = ports[:count], ports[count:]
    discovery = _discovery(names, transport)
    nodes = []
    for name, http_port, transport_port in zip(names, http, transport, strict=True):
        ports_of_node = {"http.port": http_port, "transport.port": transport_port}
        settings = _COMMON | discovery | {"cluster.name": folder.name, "node.name": name} | ports_of_node
        _write(folder / name, settings | dict(setup.settings), setup.files)
        nodes.append(Node(f"{setup.scheme}://127.0.0.1:{http_port}", folder / name, setup))
    if owner := account():
        subprocess.run(["chown", "-R", f"{owner['user']}:{owner['group']}", folder], check=True)
    return nodes


def _discovery(names: list[str], transport: list[int]) -> dict[str, object]:
    if len(names) == 1:
        return {"discovery.type": "single-node"}
    hosts = [f"127.0.0.1:{port}" for port in transport]
    return {"discovery.seed_hosts": hosts, "cluster.initial_master_nodes": names}


def _write(folder: Path, settings: dict[str, object], files: Mapping[str, bytes]) -> None:
    for part in ("config", "data", "tmp"):
        (folder / part).mkdir(parents=True)
    paths = {"path.data": str(folder / "data"), "path.logs": str(folder)}
    # JSON is valid YAML.
    written = {"elasticsearch.yml": json.dumps(settings | paths).encode(), "log4j2.properties": _LOGGING.encode()}
    for name, content in {**written, "jvm.options": b"-Djava.io.tmpdir=${ES_TMPDIR}\n", **files}.items():
        (folder / "config" / name).write_bytes(content)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as listeners:
        found: list[int] = []
        while len(found) < count:
            listener = listeners.enter_context(socket.socket())
            port = random.choice(PORTS)
            with suppress(OSError):  # it is in use
                listener.bind(("127.0.0.1", port))
                found.append(port)
        return found
