"""Run Elasticsearch by hand: python -m tests.elasticsearch fetch | serve."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.elasticsearch.cluster import HEAP, Setup, cluster
from tests.elasticsearch.distribution import MissingDistributionError, get_distribution
from tests.elasticsearch.shared import keep


def serve() -> None:
    """Run a cluster of three nodes until Ctrl-C."""
    print("Starting three nodes. This takes half a minute.", flush=True)
    with cluster(3, Setup(java=HEAP)) as started:
        print("The nodes' URLs are", *started.urls, sep="\n  ")
        print(f"export HUB_ELASTICSEARCH_URL={','.join(started.urls)}")
        print("Ctrl-C stops them and deletes their data.", flush=True)
        signal.pause()


def main(arguments: list[str]) -> int:
    """Run a command; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.elasticsearch", description="A real Elasticsearch for tests")
    parser.add_argument("command", choices=("fetch", "serve", "keep"))
    parser.add_argument("folder", nargs="?", type=Path, help="the folder of the processes that share the node")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)
    try:
        match options.command:
            case "fetch":
                print(get_distribution())
            case "serve":
                serve()
            case "keep":
                keep(options.folder)
    except MissingDistributionError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind the stack, so that nodes are stopped and folders deleted. Ctrl-C is the normal end: status 0."""
    raise SystemExit(0 if number == signal.SIGINT else 128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
