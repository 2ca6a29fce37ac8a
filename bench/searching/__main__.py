"""Search against the engine alone: python -m bench.searching [--items 10000 100000] [--engines tantivy elasticsearch].

Fills a temporary hub with the generated corpus and measures, for each size and engine: how fast the index is built,
compared with a loop that only passes prepared documents to the engine; and how long a whole search takes (SQL,
visibility, hits), compared with the engine's own time for the same query. Both alternate in the same run; only the
ratio is meaningful.
"""

import argparse
import os
import resource
import sys
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from bench.elasticsearch_node import ENGINES, nodes
from tests.sizes import sized


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--items", type=int, nargs="+", default=[sized(10_000), sized(100_000)], help="how many items there are"
    )
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="hub-searching-") as folder, nodes(*arguments.engines) as urls:
        _prepare(folder, urls)
        loaded = 0
        for items in sorted(arguments.items):
            call_command("load_bulk", items=items - loaded)
            loaded = items
            for engine in arguments.engines:
                _report(engine, items)
    return 0


def _prepare(folder: str, urls: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    # The database and folder of the caller's hub are not touched.
    os.environ.pop("HUB_DATABASE_URL", None)
    os.environ.update(HUB_ENVIRONMENT="development", HUB_DATA_DIR=folder, HUB_ELASTICSEARCH_URL=urls)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _report(engine: str, items: int) -> None:
    from bench.searching.answers import measure_searches
    from bench.searching.indexing import measure_indexing
    from search.engines.configured import engines

    built = measure_indexing(engine)
    print(f"\n{engine}, {items:,} items\n\n| | per second |\n|---|---:|")
    print(f"| rebuild | {built.ours:,.0f} |\n| the engine alone | {built.alone:,.0f} |")
    print(f"| ratio | {built.ours / built.alone:.2f} |")
    print("\n| search | p50 ms | p95 ms | engine alone p50 | p95 | ratio p50 | p95 |\n|---|" + "---:|" * 6)
    measured = next(one for one in engines() if one.name.lower() == engine)
    for row in measure_searches(measured):
        ours, alone = row.ours, row.alone
        cells = (ours.p50, ours.p95, alone.p50, alone.p95)
        ratios = (ours.p50 / alone.p50, ours.p95 / alone.p95)
        times = " | ".join(f"{1000 * seconds:.1f}" for seconds in cells)
        print(f"| {row.name} | {times} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of this process: {resident:,.0f} MB")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
