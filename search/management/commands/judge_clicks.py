"""`manage.py judge_clicks`: a month's clicked queries as a list of judged queries, and how well search answers them."""

import argparse
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search.relevance.clicked_list import first_day, list_clicked_queries, month_before, to_toml
from search.relevance.monthly import DegradedSearchError, mean_ndcg, score_queries

WORST = 10


class Command(BaseCommand):
    """Prints the list, and its score to the error output."""

    help = "Prints a month's queries and what readers opened for them, in the form of bench/judged/queries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--month", type=_month, help="for example 2026-10; by default the last whole month")
        parser.add_argument("--locale", default="en-gb", help="the language of the queries (default: en-gb)")

    def handle(self, *args: Any, month: date | None, locale: str, **options: Any) -> None:
        """Print both."""
        month = month or month_before(first_day(timezone.localdate()))
        queries = [query for query in list_clicked_queries(month) if query.locale == locale]
        if not queries:
            raise CommandError(f"No query of {month:%B %Y} was frequent enough to be listed.")
        try:
            scored = score_queries(queries)
        except DegradedSearchError as error:
            raise CommandError("The search engine does not answer: see manage.py search status.") from error
        self.stdout.write(f'# What readers opened in {month:%B %Y}.\nlocale = "{locale}"')
        self.stdout.write("\n".join(to_toml(queries)))
        self.stderr.write(f"nDCG@10 {mean_ndcg(scored):.3f} over {len(scored)} queries. The worst:")
        for one in sorted(scored, key=lambda scored: scored.ndcg)[:WORST]:
            self.stderr.write(f"  {one.ndcg:.2f}  {one.query.text!r} finds {' '.join(one.paths[:3]) or 'nothing'}")


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a month such as 2026-10") from error
