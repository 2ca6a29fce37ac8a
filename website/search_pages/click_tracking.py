"""Which results of a search are opened: a signed token in the page, and what a script reports with it.

The token says what was searched and shown, so that nobody can have made-up texts counted. It is the same for everybody
who is shown the same on the same day: the page can be cached, and the report says nothing of who sends it.
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

# A token of another layout must not be read: change the salt with it.
_signer = Signer(salt="website.following.1")


class UnusableReportError(ValueError):
    """A report that cannot be counted; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Shown:
    """The results of a search as somebody was shown them."""

    day: date
    locale: str
    text: str
    """As it is counted: nothing where the words are not kept."""
    is_empty: bool
    is_ranked: bool
    """Whether this is the first page in the order of relevance, with nothing filtered out."""
    is_counted: bool
    """Whether the search was counted when it was shown. While somebody types it is not: it may be half a word."""
    results: tuple[UUID, ...]

    def signed(self) -> str:
        """Return it as a token."""
        results = [result.hex for result in self.results]
        return _signer.sign_object(
            [self.day.isoformat(), self.locale, self.text, self.is_empty, self.is_ranked, self.is_counted, results],
            compress=True,
        )

    @classmethod
    def read(cls, token: str) -> "Shown":
        """Return what a token of ours holds; BadSignature for any other."""
        day, locale, text, is_empty, is_ranked, is_counted, results = _signer.unsign_object(token)
        return cls(date.fromisoformat(day), locale, text, is_empty, is_ranked, is_counted, tuple(map(UUID, results)))

    def search(self, **counts: int) -> SearchCount:
        """Return counts of the search."""
        return SearchCount(day=self.day, locale=self.locale, channel=Channel.SITE, text=self.text, **counts)

    def click(self, number: int) -> ClickCount:
        """Return the count of an opened result, by its number from 1."""
        return ClickCount(
            day=self.day,
            locale=self.locale,
            text=self.text,
            content_id=self.results[number - 1],
            position=number if self.is_ranked else 0,
            clicks=1,
        )


def follow(request: HttpRequest, asked: SearchRequest, found: SearchResult, *, typing: bool) -> str:
    """Count a search whose results are about to be shown; return the token for the page, or nothing.

    Nobody with a session is followed: editors try things out, and the words of people with rights are theirs. Filters,
    dates and further pages narrow a search that was counted before. While somebody is typing it is not yet one.
    """
    if has_session(request) or not is_countable(asked):
        return ""
    is_ranked = not (asked.after or asked.sort is not Sort.RELEVANCE or asked.filters.chosen())
    count = recorder.count_of(asked, found, Channel.SITE)
    if is_ranked and not typing and request.method == "GET":
        recorder.add(count)
    return Shown(
        day=count.day,
        locale=count.locale,
        text=count.text,
        is_empty=bool(count.without_results),
        is_ranked=is_ranked,
        is_counted=not (is_ranked and typing),
        results=tuple(hit.content_id for hit in found.hits),
    ).signed()


def counts_in(report: Mapping[str, str]) -> tuple[DailyCount, ...]:
    """Return what a report counts: that typing has `settled`, that a result was `opened`, the first one or `again`."""
    shown = _shown(report.get("token", ""))
    counts: list[DailyCount] = []
    if "settled" in report and not shown.is_counted:
        counts.append(shown.search(searches=1, without_results=int(shown.is_empty)))
    if "opened" in report:
        counts.append(shown.click(_number(report["opened"], len(shown.results))))
        if "again" not in report:
            counts.append(shown.search(clicked=1))
    return tuple(counts)


def _shown(token: str) -> Shown:
    try:
        shown = Shown.read(token)
    except BadSignature as error:
        raise UnusableReportError("bad_token", "The token is not one that a page of ours carries.") from error
    # Yesterday's: a page that was opened before midnight is still being read.
    if shown.day < timezone.localdate() - timedelta(days=1):
        raise UnusableReportError("old_token", "The page is of an earlier day.")
    return shown


def _number(value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= most):
        raise UnusableReportError("bad_number", f"`opened` is the number of a result, 1 to {most}.")
    return int(value)
