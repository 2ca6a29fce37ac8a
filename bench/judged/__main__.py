"""Search quality on the demonstration content: python -m bench.judged [--engines tantivy] (see docs/search.md).

Loads the demonstration into a temporary hub, runs every judged query on each engine, and prints nDCG@10, precision@1
(whether the first hit is a best one), MRR, recall@10 and whether queries that must find nothing did, by class, and the
overlap of the engines' first ten hits. Exits with 1 below a floor of floors.toml.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from bench.judged.judgements import HOLDOUT, TUNING, judgements
from tests.elasticsearch.cluster import cluster

if TYPE_CHECKING:
    from bench.judged.scores import Figures, Score

ENGINES = ("tantivy", "elasticsearch")
EMBEDDINGS = ("off", "wordllama", "minilm")
WORST = 10


def main() -> int:
    """Print the figures; fail below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--embeddings", choices=EMBEDDINGS, default="off", help="also use semantic search")
    arguments = parser.parse_args()
    engines = arguments.engines
    with TemporaryDirectory(prefix="hub-judged-") as folder, ExitStack() as cleanup:
        urls = ",".join(cleanup.enter_context(cluster()).urls) if "elasticsearch" in engines else ""
        _load(folder, urls, arguments.embeddings)
        return _judge(engines)


def _load(folder: str, urls: str, embeddings: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    # The database and folder of the caller's hub are not touched.
    os.environ.pop("HUB_DATABASE_URL", None)
    os.environ.update(HUB_ENVIRONMENT="development", HUB_DATA_DIR=folder, HUB_ELASTICSEARCH_URL=urls)
    os.environ["HUB_SEARCH_EMBEDDINGS"] = embeddings
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo")
    call_command("load_demo_countries")
    call_command("load_vocabulary")
    call_command("search", "rebuild")


def _judge(engines: Sequence[str]) -> int:
    from bench.judged.scores import agreement, score_engine, shortfalls, unknown_paths

    queries = judgements()
    if unknown := unknown_paths(queries):
        print("Graded, but not in the demonstration:", *sorted(unknown), sep="\n  ")
        return 1
    results = {engine: score_engine(engine, queries) for engine in engines}
    short = []
    for engine, scores in results.items():
        short += [f"{engine}, {line}" for line in shortfalls(_report(engine, scores))]
    if len(results) == len(ENGINES):
        overlap, line = agreement(*results.values())
        print(f"\nOverlap of the engines' first ten: {overlap:.3f}")
        short += [line] if line else []
    if short:
        print("\nBelow the floor:", *short, sep="\n  ")
    return 1 if short else 0


def _report(engine: str, results: Sequence["Score"]) -> dict[str, "Figures"]:
    from bench.judged.scores import by_group, means

    print(f"\n{engine}")
    figures = by_group(results)
    parts = {part: [score for score in results if score.judgement.part == part] for part in (TUNING, HOLDOUT)}
    _print_table(results, figures | {part: means(some) for part, some in parts.items()})
    _print_worst(parts[TUNING])
    return figures


def _print_table(results: Sequence["Score"], figures: dict[str, "Figures"]) -> None:
    from bench.judged.scores import MEASURES

    print(f"\n{'class':14}{'queries':>8}" + "".join(f"{measure:>11}" for measure in MEASURES))
    for group, values in figures.items():
        count = sum(group in ("all", score.judgement.group, score.judgement.part) for score in results)
        cells = (f"{values[measure]:.3f}" if measure in values else "-" for measure in MEASURES)
        print(f"{group:14}{count:8}" + "".join(f"{cell:>11}" for cell in cells))


def _print_worst(results: Sequence["Score"]) -> None:
    def quality(score: "Score") -> float:
        return score.figures.get("ndcg", score.figures["emptiness"])

    # Those of the holdout set are not shown: nothing may be tuned on them.
    print(f"\nThe worst {WORST} of the tuning set:")
    for score in sorted(results, key=quality)[:WORST]:
        wanted = max(score.judgement.grades, key=score.judgement.grades.__getitem__, default="nothing")
        found = " ".join(score.paths[:3]) or "nothing"
        print(f"  {quality(score):.2f}  {score.judgement.group}: {score.judgement.ask!r} wants {wanted}, finds {found}")


if __name__ == "__main__":
    sys.exit(main())
