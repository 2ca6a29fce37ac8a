"""Elasticsearch by hand: python -m tests.elasticsearch fetch | serve."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.elasticsearch.cluster import HEAP, Setup, cluster
from tests.elasticsearch.distribution import MissingDistributionError, built
from tests.elasticsearch.shared import keep


def serve() -> None:
    """Serve a cluster of three until Ctrl-C."""
    print("Starting three nodes; that takes half a minute.", flush=True)
    with cluster(3, Setup(java=HEAP)) as made:
        print("They answer at", *made.urls, sep="\n  ")
        print(f"export HUB_ELASTICSEARCH_URL={','.join(made.urls)}")
        print("Ctrl-C ends them and deletes their data.", flush=True)
        signal.pause()


def main(arguments: list[str]) -> int:
    """Do what is asked; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.elasticsearch", description="A real Elasticsearch for tests")
    parser.add_argument("command", choices=("fetch", "serve", "keep"))
    parser.add_argument("folder", nargs="?", type=Path, help="of the processes that share the node that is kept")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        match given.command:
            case "fetch":
                print(built())
            case "serve":
                serve()
            case "keep":
                keep(given.folder)
    except MissingDistributionError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind, so that no node and no folder is left. Ctrl-C is how serving ends: no failure."""
    raise SystemExit(0 if number == signal.SIGINT else 128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
