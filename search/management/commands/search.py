"""Manage the search indices: manage.py search status|rebuild|reconcile|prune."""

import json
import time
from argparse import ArgumentParser
from collections import defaultdict
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines.interface import EngineUnavailableError, Index, IndexLockedError
from search.indexing.consumer import SearchConsumer
from search.indexing.consumers import consumers
from search.indexing.maintenance import repair
from search.indexing.rebuild import RebuildError, rebuild
from search.indexing.reconcile import Drift, Problem, compare, set_aside_items
from search.indexing.status import EngineStatus, describe_serving_engine, get_status

ALL = "all"
ENGINES = ("tantivy", "elasticsearch")
SHOWN = 5
_REBUILD_HINT = "Build one with manage.py search rebuild"
LOCK_ATTEMPTS, LOCK_PAUSE_SECONDS = 100, 0.1


class Command(BaseCommand):
    help = "Manages the indices of the search engines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="status|rebuild|reconcile|prune")
        status_parser = self._add_action(
            actions, "status", "show the engines and their indices; fails if one is not healthy"
        )
        status_parser.add_argument("--json", action="store_true", help="print JSON")
        rebuild_parser = self._add_action(
            actions, "rebuild", "build an index beside the live one, check it and make it live"
        )
        rebuild_parser.add_argument("--take-over", action="store_true", help="make this hub the owner of the indices")
        reconcile_parser = self._add_action(actions, "reconcile", "compare an index with the log; fails if they differ")
        reconcile_parser.add_argument("--repair", action="store_true", help="write documents that differ again")
        reconcile_parser.add_argument(
            "--deep", action="store_true", help="rebuild every document and compare its content"
        )
        prune_parser = self._add_action(actions, "prune", "delete the indices of other releases")
        prune_parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def _add_action(self, actions: Any, name: str, text: str) -> ArgumentParser:
        parser: ArgumentParser = actions.add_parser(name, help=text, description=text)
        parser.add_argument("--engine", choices=(*ENGINES, ALL), default=ALL, help="which engine (default: all)")
        return parser

    def handle(self, *args: Any, action: str, engine: str, **options: Any) -> None:
        chosen = [consumer for consumer in consumers() if engine in (consumer.engine, ALL)]
        if not chosen:
            raise CommandError(f"This hub does not use {engine}: HUB_ELASTICSEARCH_URL is not set.")
        try:
            getattr(self, f"_{action}")(chosen, options)
        except (RebuildError, EngineUnavailableError, IndexLockedError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. The live index is unaffected.", returncode=130) from None

    def _status(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        found = [get_status(consumer) for consumer in chosen]
        if options["json"]:
            rows = [{**asdict(one), "behind": one.behind, "problems": one.problems} for one in found]
            self.stdout.write(json.dumps(rows, indent=2))
        else:
            for status in found:
                self._describe(status)
        if (serving := describe_serving_engine()) != "ok":
            self.stdout.write(f"readers: {serving}")
        if sick := [one.engine for one in found if one.problems]:
            raise CommandError(f"Not healthy: {', '.join(sick)}.")

    def _describe(self, status: EngineStatus) -> None:
        self.stdout.write(f"{status.engine}: {'NOT healthy' if status.problems else 'healthy'}")
        if status.index:
            progress = f"changes behind: {status.behind:,}" if status.behind else "up to date"
            self.stdout.write(
                f"  index {status.index}; documents: {status.documents:,}; {progress} (at {status.position:,})"
            )
        if status.is_rebuilt:
            self.stdout.write("  a new index is being built")
        if status.breaker not in ("", "closed"):
            self.stdout.write(f"  circuit breaker: {status.breaker}")
        for problem in status.problems:
            self.stdout.write(f"  {problem}")
        for name in status.others:
            self.stdout.write(f"  of another release: {name} (manage.py search prune deletes it)")

    def _rebuild(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        for consumer in chosen:
            if options["take_over"]:
                consumer.store().take_ownership()
            result = rebuild(consumer, lambda message: self.stderr.write(message))
            set_aside = f"; set aside: {result.set_aside:,}" if result.set_aside else ""
            self.stdout.write(f"{consumer.engine}: the new index is live; documents: {result.documents:,}{set_aside}.")

    def _reconcile(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        differing = sum(self._compare(consumer, options["deep"], options["repair"]) for consumer in chosen)
        if differing:
            hint = "search rebuild" if options["repair"] else "search reconcile --repair"
            raise CommandError(f"Documents that differ from the log: {differing:,}. Try manage.py {hint}.")
        if any(consumer.pointer_faults() for consumer in chosen):
            raise CommandError("Readers may get the wrong index, or none. Try manage.py search reconcile --repair.")

    def _compare(self, consumer: SearchConsumer, deep: bool, with_repair: bool) -> int:
        """Report on one index and the pointers to it; return how many documents still differ in the end."""
        faults = consumer.repair_pointers() if with_repair else consumer.pointer_faults()
        for fault in faults:
            self.stdout.write(f"{consumer.engine}: {fault}{' (repaired)' if with_repair else ''}")
        index = consumer.store().live()
        if index is None:
            hint = "Find one with manage.py search reconcile --repair" if faults else _REBUILD_HINT
            raise CommandError(f"{consumer.engine} has no index yet. {hint}.")
        found: dict[Problem, list[UUID]] = defaultdict(list)
        batches = compare(index, set_aside_items(consumer.name), deep=deep)
        with tqdm(total=index.count(), unit=" documents", desc=consumer.engine, disable=None, leave=False) as progress:
            for batch in batches:
                for drift in batch.drifts:
                    found[drift.problem].append(drift.item_id)
                if with_repair:
                    _repair(consumer, index, batch.drifts)
                progress.update(len(batch.agreed))
        for problem, item_ids in found.items():
            listed = ", ".join(map(str, item_ids[:SHOWN])) + (", …" if len(item_ids) > SHOWN else "")
            self.stdout.write(f"{consumer.engine}: {len(item_ids):,} {problem}: {listed}")
        if not found:
            self.stdout.write(f"{consumer.engine}: the index and the log agree.")
        if found and with_repair:
            return self._compare(consumer, deep, with_repair=False)
        return sum(map(len, found.values()))

    def _prune(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        for consumer in chosen:
            store = consumer.store()
            others = store.other_releases()
            for name in others:
                self.stdout.write(f"{consumer.engine}: {name}")
            if not others:
                self.stdout.write(f"{consumer.engine}: there are no indices of other releases.")
            elif options["yes"] or _confirm("Delete them? Hubs of other releases that still run need theirs. [y/N] "):
                store.delete_other_releases()
                self.stdout.write(f"{consumer.engine}: deleted {len(others)}.")


def _repair(consumer: SearchConsumer, index: Index, drifts: list[Drift]) -> None:
    """If only one process may write, wait until the worker has finished its batch."""
    for _ in range(LOCK_ATTEMPTS):
        try:
            return repair(consumer, index, drifts)
        except IndexLockedError:
            time.sleep(LOCK_PAUSE_SECONDS)
    return repair(consumer, index, drifts)


def _confirm(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        raise CommandError("There is no terminal to confirm this: use --yes to delete them.") from None
