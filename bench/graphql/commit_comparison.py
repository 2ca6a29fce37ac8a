"""Compares GraphQL here with GraphQL at another commit, each served from its own checkout.

The two are measured in turn, three times each. The ratio of the medians is what counts.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench.graphql.contenders import HUB, REGISTERED
from bench.graphql.load import rate
from bench.graphql.queries import QUERIES

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
GOAL = 0.95
# Runs in each checkout with its own code, which also loads, indexes and registers the content.
SERVE = """
import json, sys
from bench.graphql.contenders import hub_contenders, register
from bench.graphql.preparation import analyse, wait_for_index
from tests.stack import running
with running("bench.wsgi:application", HUB_ENVIRONMENT="test") as hub:
    hub.manage("load_bulk", f"--items={sys.argv[1]}")
    wait_for_index(hub)
    analyse(hub)
    register(hub)
    print(json.dumps({each.name: {query: each.stack.address + path for query, path in each.addresses.items()}
                      for each in hub_contenders(hub)}), flush=True)
    sys.stdin.read()
"""
Addresses = dict[str, dict[str, str]]


def compare_with(commit: str, items: int, seconds: int) -> bool:
    """Print each query's rate here and at the commit. Return whether none is slower than the goal allows."""
    with ExitStack() as cleanup:
        before = cleanup.enter_context(_checkout(commit))
        was, now = (cleanup.enter_context(_served(folder, items)) for folder in (before, ROOT))
        print(f"\n{items:,} items, requests a second: the median of {ROUNDS}\n")
        print(f"| query | at {commit} | here | ratio (goal {GOAL}) |\n|---|---:|---:|---:|")
        ratios = [
            _compare(f"{query}, {name}", was[name][query], now[name][query], seconds)
            for query in QUERIES
            for name in (HUB, REGISTERED)
        ]
    return min(ratios) >= GOAL


def _compare(what: str, was: str, now: str, seconds: int) -> float:
    rounds = [(rate(was, seconds), rate(now, seconds)) for _ in range(ROUNDS)]
    before, here = (float(median(one)) for one in zip(*rounds, strict=True))
    print(f"| {what} | {before:,.0f} | {here:,.0f} | {here / before:.2f} |", flush=True)
    return here / before


@contextmanager
def _checkout(commit: str) -> Iterator[Path]:
    """Check out the commit into a temporary folder, with the same environment and the same front-end build."""
    with tempfile.TemporaryDirectory(prefix="hub-against-") as parent:
        folder = Path(parent) / "hub"
        _git("worktree", "add", "--detach", "--quiet", str(folder), commit)
        try:
            (folder / "frontend" / "dist").symlink_to((ROOT / "frontend" / "dist").resolve())
            yield folder
        finally:
            _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)


@contextmanager
def _served(folder: Path, items: int) -> Iterator[Addresses]:
    command = [sys.executable, "-c", SERVE, str(items)]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018 # both are pipes
        try:
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"The hub of {folder} did not start.")
            addresses: Addresses = json.loads(line)
            yield addresses
        finally:
            process.stdin.close()
