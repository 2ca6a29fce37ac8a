"""A Redis server for tests, on a socket in a folder, that can be stopped, suspended and restarted."""

import signal
import subprocess
from contextlib import closing
from pathlib import Path

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.engines import program


class RedisServer:
    """A Redis server that keeps its data when it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder / 'redis.sock'}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        server = program(("redis-server",), "Redis", "apt-get install redis-server")
        socket = self._folder / "redis.sock"
        command = [str(server), "--port", "0", "--unixsocket", str(socket), "--dir", str(self._folder)]
        with (self._folder / "log").open("w") as log:
            self._process = subprocess.Popen([*command, "--save", "60 1"], stdout=log, stderr=log)
        with closing(self.client()) as client:
            client.ping()

    def client(self) -> "redis.Redis":
        """Return a client that waits until the server listens, by retrying while the socket is missing."""
        return redis.Redis.from_url(self.url, retry=Retry(ConstantBackoff(0.05), 100))

    def hang(self) -> None:
        """Suspend it: it accepts connections and sends no responses."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Resume it after `hang`."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Stop it; its data is loaded again when it starts."""
        self.resume()
        self._process.terminate()
        self._process.wait(20)
