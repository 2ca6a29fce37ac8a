"""Saved searches against one new edition: python -m bench.saved [--searches 100000].

Saves searches on the demonstration in a temporary hub, and measures how long it takes to find those that an edition
matches. The reference, in the same run, is every one of them on the one-document index, without the presearch. Exits
with 1 if a page of the demonstration takes longer than the goal of 2 seconds.
"""

import argparse
import os
import sys
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from tests.sizes import sized


def main() -> int:
    """Save the searches, measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.saved", description=__doc__.splitlines()[0])
    parser.add_argument("--searches", type=int, default=sized(100_000), help="how many are saved")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="hub-saved-") as folder:
        _load(folder)
        return _measure(arguments.searches)


def _load(folder: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    # The database and folder of the caller's hub are not touched.
    os.environ.pop("HUB_DATABASE_URL", None)
    os.environ.update(HUB_ENVIRONMENT="development", HUB_DATA_DIR=folder)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo")
    call_command("load_vocabulary")


def _measure(searches: int) -> int:
    from bench.saved.editions import pages
    from bench.saved.measure import report, save
    from bench.saved.searches import generate_searches

    documents = pages()
    save(generate_searches(documents), searches)
    return 0 if report(documents) else 1


if __name__ == "__main__":
    sys.exit(main())
