"""A complete hub to be damaged: web with two children, streams, worker, PostgreSQL, Redis, Elasticsearch, disks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg

from tests.drill.follower import Follower
from tests.editing import signed_in
from tests.elasticsearch.cluster import Node
from tests.elasticsearch.cluster import cluster as elasticsearch
from tests.engines import free_port, missing
from tests.postgresql import INSTALL, Server, account, find_programs
from tests.postgresql import cluster as postgresql
from tests.redis_server import RedisServer
from tests.small_disk import small_disk
from tests.stack import Program, Stack, answers, until

# What was committed must be there after a crash of the server: it is in the kernel's hands, if not on the disk. After
# its own vacuum PostgreSQL accepts no connections until it has rewritten a file, for which a full disk has no room.
SAFE = ("fsync=off", "max_connections=200", "autovacuum=off")
MEGABYTES = 256
"""Of each disk: health calls one nearly full below 200."""
SOON = 120
"""Seconds to wait for recovery on a busy machine; an idle one needs five."""
FIND = """
from wagtail.models import Collection, Page
print(Page.objects.get(url_path="/home/about/").pk, Collection.get_first_root_node().pk)
"""


@dataclass(frozen=True)
class Hub:
    """A running hub and its parts."""

    stack: Stack
    web: Program
    streams: Program
    worker: Program
    fast_worker: Program
    postgresql: Server
    redis: RedisServer
    elasticsearch: Node
    disk: Path
    """Where HUB_DATA_DIR is."""
    database_disk: Path
    editor: httpx.Client
    section: str
    """The id of the page below which the editor writes."""
    collection: str
    """The id of the collection to which the editor uploads."""
    follower: Follower

    @property
    def alive(self) -> dict[str, int]:
        """The programs that run, and their process ids."""
        programs = {"web": self.web, "streams": self.streams, "worker": self.worker}
        return {name: program.process.pid for name, program in programs.items() if program.process.poll() is None}


@contextmanager
def whole_hub() -> Iterator[Hub]:
    """Start everything, and end it."""
    programs = find_programs()
    if programs is None:
        missing("PostgreSQL", INSTALL)
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(TemporaryDirectory(prefix="hub-drill-")))
        folder.chmod(0o755)  # PostgreSQL's account has its disk there
        node = cleanup.enter_context(elasticsearch()).nodes[0]
        disk = cleanup.enter_context(small_disk(folder / "disk", MEGABYTES))
        database_disk = cleanup.enter_context(small_disk(folder / "database", MEGABYTES))
        database = cleanup.enter_context(postgresql(programs, SAFE))
        (folder / "redis").mkdir()
        redis = RedisServer(folder / "redis")
        cleanup.callback(redis.stop)
        port, stream_port = free_port(), free_port()
        stack = Stack(
            f"http://127.0.0.1:{port}",
            {
                **os.environ,
                "HUB_ENVIRONMENT": "development",
                "HUB_DATA_DIR": str(disk),
                "HUB_BASE_URL": f"http://127.0.0.1:{port}",
                "HUB_DATABASE_URL": _database_on(database, database_disk),
                "HUB_REDIS_URL": redis.url,
                "HUB_ELASTICSEARCH_URL": node.url,
                "HUB_SEARCH_ANALYTICS_DAYS": "90",
                "HUB_API_USAGE_DAYS": "90",
                "HUB_GRAPHQL_ANONYMOUS_BUDGET": "100000000",  # counted, and never spent
            },
        )
        stack.manage("migrate", "--no-input", "-v0")
        commands = {
            "web": ["manage.py", "serve", "web", "--workers", "2", "--port", str(port)],
            "streams": ["manage.py", "serve", "streams", "--port", str(stream_port)],
            "worker": ["manage.py", "worker"],
            "fast_worker": ["-m", "tests.drill.fast_worker"],
        }
        run = {
            name: Program([sys.executable, *command], stack.environment, folder / f"{name}.log")
            for name, command in commands.items()
        }
        follower = cleanup.enter_context(Follower(f"http://127.0.0.1:{stream_port}/graphql/stream"))
        for name in ("web", "streams", "worker"):
            cleanup.enter_context(run[name].running())
        until(lambda: answers(stack), SOON, "the server")
        section, collection = stack.manage("shell", "-v0", "-c", FIND).split()
        yield Hub(
            stack,
            **run,
            postgresql=database,
            redis=redis,
            elasticsearch=node,
            disk=disk,
            database_disk=database_disk,
            editor=cleanup.enter_context(signed_in(stack)),
            section=section,
            collection=collection,
            follower=follower,
        )


def _database_on(server: Server, disk: Path) -> str:
    """Make a database on a disk of its own; the server's log of writes stays elsewhere."""
    if os.geteuid() == 0:
        subprocess.run(["chown", f"{account()['user']}:", disk], check=True)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        connection.execute("CREATE DATABASE hub TABLESPACE small")
    return server.url.removesuffix("/postgres") + "/hub"
