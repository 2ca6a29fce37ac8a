"""Look after the search indices: manage.py search status|rebuild|reconcile|prune."""

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
_MAKE_ONE = "Make one with manage.py search rebuild"
_MAKE_ONE = "Make one with manage.py search rebuild"
LOCK_ATTEMPTS, LOCK_PAUSE_SECONDS = 100, 0.1


class Command(BaseCommand):
    help = "Looks after the indices of the search engines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="status|rebuild|reconcile|prune")
        asked = self._action(actions, "status", "say how the engines and their indices are; fails when one needs care")
        asked.add_argument("--json", action="store_true", help="as JSON")
        built = self._action(actions, "rebuild", "build an index beside the one that serves, check it and change over")
        built.add_argument("--take-over", action="store_true", help="make this hub the owner of another hub's indices")
        compared = self._action(actions, "reconcile", "compare an index with the log; fails when they differ")
        compared.add_argument("--repair", action="store_true", help="write again what differs")
        compared.add_argument("--deep", action="store_true", help="make every document anew and compare it, too")
        pruned = self._action(actions, "prune", "delete the indices that other releases left")
        pruned.add_argument("--yes", action="store_true", help="do not ask")

    def _action(self, actions: Any, name: str, text: str) -> ArgumentParser:
        parser: ArgumentParser = actions.add_parser(name, help=text, description=text)
        parser.add_argument("--engine", choices=(*ENGINES, ALL), default=ALL, help="of which engine (all)")
        return parser

    def handle(self, *args: Any, action: str, engine: str, **options: Any) -> None:
        chosen = [consumer for consumer in consumers() if engine in (consumer.engine, ALL)]
        if not chosen:
            raise CommandError(f"This hub does not use {engine}: HUB_ELASTICSEARCH_URL says where a cluster is.")
        try:
            getattr(self, f"_{action}")(chosen, options)
        except (RebuildError, EngineUnavailableError, IndexLockedError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. What served before serves on.", returncode=130) from None

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
            place = f"changes behind: {status.behind:,}" if status.behind else "knows all changes"
            self.stdout.write(
                f"  index {status.index}; documents: {status.documents:,}; {place} (at {status.position:,})"
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
            made = rebuild(consumer, lambda what: self.stderr.write(what))
            aside = f"; set aside: {made.set_aside:,}" if made.set_aside else ""
            self.stdout.write(f"{consumer.engine}: the new index serves; documents: {made.documents:,}{aside}.")

    def _reconcile(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        left = sum(self._compare(consumer, options["deep"], options["repair"]) for consumer in chosen)
        if left:
            advice = "search rebuild" if options["repair"] else "search reconcile --repair"
            raise CommandError(f"Documents that differ from the log: {left:,}. Try manage.py {advice}.")
        if any(consumer.pointer_faults() for consumer in chosen):
            raise CommandError("Readers may get the wrong index, or none. Try manage.py search reconcile --repair.")

    def _compare(self, consumer: SearchConsumer, deep: bool, mend: bool) -> int:
        """Report on one index and its names; return how many documents differ in the end."""
        faults = consumer.repair_pointers() if mend else consumer.pointer_faults()
        for fault in faults:
            self.stdout.write(f"{consumer.engine}: {fault}{' (put right)' if mend else ''}")
        index = consumer.store().live()
        if index is None:
            advice = "Find one with manage.py search reconcile --repair" if faults else _MAKE_ONE
            raise CommandError(f"{consumer.engine} has no index yet. {advice}.")
        found: dict[Problem, list[UUID]] = defaultdict(list)
        parts = compare(index, set_aside_items(consumer.name), deep=deep)
        with tqdm(total=index.count(), unit=" documents", desc=consumer.engine, disable=None, leave=False) as progress:
            for part in parts:
                for drift in part.drifts:
                    found[drift.problem].append(drift.item_id)
                if mend:
                    _repair(consumer, index, part.drifts)
                progress.update(len(part.agreed))
        for problem, item_ids in found.items():
            self.stdout.write(f"{consumer.engine}: {len(item_ids):,} {problem}: {_listed(item_ids)}")
        if not found:
            self.stdout.write(f"{consumer.engine}: the index and the log agree.")
        return self._compare(consumer, deep, mend=False) if found and mend else sum(map(len, found.values()))

    def _prune(self, chosen: list[SearchConsumer], options: dict[str, Any]) -> None:
        for consumer in chosen:
            store = consumer.store()
            others = store.other_releases()
            for name in others:
                self.stdout.write(f"{consumer.engine}: {name}")
            if not others:
                self.stdout.write(f"{consumer.engine}: there is nothing of other releases.")
            elif options["yes"] or _agreed("Delete them? Hubs of other releases that still run need theirs. [y/N] "):
                store.delete_other_releases()
                self.stdout.write(f"{consumer.engine}: deleted {len(others)}.")


def _repair(consumer: SearchConsumer, index: Index, drifts: list[Drift]) -> None:
    """Where only one may write, the worker's batch is waited for."""
    for _ in range(LOCK_ATTEMPTS):
        try:
            return repair(consumer, index, drifts)
        except IndexLockedError:
            time.sleep(LOCK_PAUSE_SECONDS)
    return repair(consumer, index, drifts)


def _listed(item_ids: list[UUID]) -> str:
    return ", ".join(map(str, item_ids[:SHOWN])) + (", …" if len(item_ids) > SHOWN else "")


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        raise CommandError("Nobody answers here: say --yes to delete them.") from None
