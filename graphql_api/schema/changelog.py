"""What changed in the schema, release by release: a record, and the feed by which partners hear of it.

`make release-schema` writes the record (tests/schema_release.py); here it is only read.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import condition, require_safe

RECORD = Path(__file__).parents[1] / "changelog.json"
KEPT_SECONDS = 3600


class Effect(StrEnum):
    """What a change does to clients, the worst first."""

    BREAKING = "breaking"
    DEPRECATED = "deprecated"
    DANGEROUS = "dangerous"
    COST = "cost"
    SAFE = "safe"


HEADINGS = {
    Effect.BREAKING: "Breaks clients that use it",
    Effect.DEPRECATED: "Deprecated, with the day until which it stays",
    Effect.DANGEROUS: "May surprise clients",
    Effect.COST: "Costs something else",
    Effect.SAFE: "New, or harmless",
}


@dataclass(frozen=True)
class SchemaChange:
    """One change, of what stands at a path such as `Content.title`."""

    effect: Effect
    path: str
    message: str


@dataclass(frozen=True)
class Release:
    """What a release changed."""

    version: str
    day: date
    schema: str
    """The SHA-256 of its SDL."""
    changes: tuple[SchemaChange, ...]

    @property
    def title(self) -> str:
        """Its version, and how much of what it changed."""
        counted = Counter(change.effect for change in self.changes)
        counts = ", ".join(f"{counted[effect]} {effect.value}" for effect in Effect if counted[effect])
        return f"Schema {self.version}: {counts or 'the first'}"


@cache
def releases() -> tuple[Release, ...]:
    """Return all releases, the newest first."""
    return tuple(release_of(**recorded) for recorded in json.loads(RECORD.read_text()))


def release_of(version: str, day: str, schema: str, changes: Iterable[dict[str, Any]]) -> Release:
    """Return a release as the record has it."""
    read = (SchemaChange(Effect(change["effect"]), change["path"], change["message"]) for change in changes)
    return Release(version, date.fromisoformat(day), schema, tuple(read))


def _changed_at(request: HttpRequest) -> datetime:
    return _midnight(releases()[0].day)


@require_safe
@condition(last_modified_func=_changed_at)
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with an Atom feed, an entry for each release."""
    address = settings.BASE_URL + reverse("graphql_api:changelog")
    atom = Atom1Feed(
        "The GraphQL schema of the Step Change hub",
        settings.BASE_URL + reverse("graphql_api:endpoint"),
        "",
        language="en-gb",
        feed_url=address,
        feed_guid=address,
        author_name="National Counter Terrorism Step-Change Programme",
    )
    for release in releases():
        here, at = f"{address}#{release.version}", _midnight(release.day)
        effects = sorted({change.effect.value for change in release.changes})
        atom.add_item(
            release.title, here, _told(release), unique_id=here, pubdate=at, updateddate=at, categories=effects
        )
    headers = {"Cache-Control": f"public, max-age={KEPT_SECONDS}", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(atom.writeString("utf-8"), content_type=Atom1Feed.content_type, headers=headers)


def _told(release: Release) -> SafeString:
    """The changes as HTML, by what they do to clients."""
    groups = ((effect, [change for change in release.changes if change.effect is effect]) for effect in Effect)
    parts = [format_html("<h2>{}</h2>{}", HEADINGS[effect], _listed(changes)) for effect, changes in groups if changes]
    return format_html_join("", "{}", ((part,) for part in parts)) or format_html("<p>{}</p>", release.title)


def _listed(changes: list[SchemaChange]) -> SafeString:
    lines = ((change.path, change.message) for change in changes)
    return format_html("<ul>{}</ul>", format_html_join("", "<li><code>{}</code>: {}</li>", lines))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
