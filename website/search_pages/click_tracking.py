"""Click tracking: which search results are opened, from a signed token in the page that a script reports back.

The token says what was searched and shown, so that made-up searches cannot be counted. It is the same for everyone who
is shown the same results on the same day: the page can be cached, and a report does not say who sent it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone

from search.analytics.recording import is_countable, recorder
from search.base.requests import SearchRequest, Sort
from search.base.results import SearchResult
from search.models import Channel, ClickCount, SearchCount
from search.models.analytics import DailyCount
from website.http.viewers import has_session

# Change the salt whenever the token's layout changes, so that tokens of the old layout are refused.
_signer = Signer(salt="website.following.1")


class InvalidReportError(ValueError):
    """A report that cannot be counted; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class ShownResults:
    """The results of a search as they were shown."""

    day: date
    locale: str
    text: str
    """As it is counted: empty if search texts are not stored."""
    is_empty: bool
    is_ranked: bool
    """Whether this is the first page in the order of relevance, without filters."""
    is_counted: bool
    """Whether the search was counted when it was shown. It is not while someone types: it may be half a word."""
    results: tuple[UUID, ...]

    def sign(self) -> str:
        """Return the results as a signed token."""
        results = [result.hex for result in self.results]
        return _signer.sign_object(
            [self.day.isoformat(), self.locale, self.text, self.is_empty, self.is_ranked, self.is_counted, results],
            compress=True,
        )

    @classmethod
    def unsign(cls, token: str) -> "ShownResults":
        """Return the results in a token; raise BadSignature if we did not sign it."""
        day, locale, text, is_empty, is_ranked, is_counted, results = _signer.unsign_object(token)
        return cls(date.fromisoformat(day), locale, text, is_empty, is_ranked, is_counted, tuple(map(UUID, results)))

    def search_count(self, **counts: int) -> SearchCount:
        """Return counts of the search."""
        return SearchCount(day=self.day, locale=self.locale, channel=Channel.SITE, text=self.text, **counts)

    def click_count(self, number: int) -> ClickCount:
        """Return the count of an opened result, by its number from 1."""
        return ClickCount(
            day=self.day,
            locale=self.locale,
            text=self.text,
            content_id=self.results[number - 1],
            position=number if self.is_ranked else 0,
            clicks=1,
        )


def track_search(request: HttpRequest, search: SearchRequest, found: SearchResult, *, typing: bool) -> str:
    """Count a search whose results are about to be shown; return the token for the page, or an empty string.

    Readers with a session are not tracked: editors try things out, and what people with more rights search for is
    confidential. A search with filters, dates or further pages was counted before it was narrowed, and while someone is
    typing there is no search yet.
    """
    if has_session(request) or not is_countable(search):
        return ""
    is_ranked = not (search.after or search.sort is not Sort.RELEVANCE or search.filters.chosen())
    count = recorder.build_count(search, found, Channel.SITE)
    if is_ranked and not typing and request.method == "GET":
        recorder.add(count)
    return ShownResults(
        day=count.day,
        locale=count.locale,
        text=count.text,
        is_empty=bool(count.without_results),
        is_ranked=is_ranked,
        is_counted=not (is_ranked and typing),
        results=tuple(hit.content_id for hit in found.hits),
    ).sign()


def parse_report(report: Mapping[str, str]) -> tuple[DailyCount, ...]:
    """Return the counts in a report that typing has ended, or that a result was `opened`, the first one or `again`."""
    try:
        shown = ShownResults.unsign(report.get("token", ""))
    except BadSignature as error:
        raise InvalidReportError("bad_token", "The token was not issued by this website.") from error
    # Yesterday's is accepted: a page that was opened before midnight may still be being read.
    if shown.day < timezone.localdate() - timedelta(days=1):
        raise InvalidReportError("old_token", "The page is from an earlier day.")
    counts: list[DailyCount] = []
    if "settled" in report and not shown.is_counted:  # codespell:ignore settled
        counts.append(shown.search_count(searches=1, without_results=int(shown.is_empty)))
    if "opened" in report:
        counts.append(shown.click_count(_parse_number(report["opened"], len(shown.results))))
        if "again" not in report:
            counts.append(shown.search_count(clicked=1))
    return tuple(counts)


def _parse_number(value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= most):
        raise InvalidReportError("bad_number", f"`opened` is the number of a result, from 1 to {most}.")
    return int(value)
