"""The changes of the schema by release: a record, and an Atom feed for partners.

`make release-schema` writes the record (tests/schema_release.py); this module only reads it.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import condition, require_safe

RECORD = Path(__file__).parents[1] / "changelog.json"
MAX_AGE = 3600


class Effect(StrEnum):
    """The effect of a change on clients, most severe first."""

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
    """A change of an element with a path such as `Content.title`."""

    effect: Effect
    path: str
    message: str


@dataclass(frozen=True)
class Release:
    """A release and its changes."""

    version: str
    day: date
    schema: str
    """The SHA-256 of its SDL."""
    changes: tuple[SchemaChange, ...]

    @property
    def title(self) -> str:
        """The version, and the number of changes by effect."""
        counted = Counter(change.effect for change in self.changes)
        counts = ", ".join(f"{counted[effect]} {effect.value}" for effect in Effect if counted[effect])
        return f"Schema {self.version}: {counts or 'the first'}"


@cache
def releases() -> tuple[Release, ...]:
    """Return all releases, newest first."""
    found: list[Release] = []
    for one in json.loads(RECORD.read_text()):
        changes = [SchemaChange(Effect(each["effect"]), each["path"], each["message"]) for each in one["changes"]]
        found.append(Release(one["version"], date.fromisoformat(one["day"]), one["schema"], tuple(changes)))
    return tuple(found)


@require_safe
@condition(last_modified_func=lambda request: datetime.combine(releases()[0].day, time.min, UTC))
def feed(request: HttpRequest) -> HttpResponse:
    """Return an Atom feed with an entry for each release."""
    address, page = (
        settings.BASE_URL + reverse(name) for name in ("graphql_api:changelog", "website:developers-changelog")
    )
    atom = Atom1Feed(
        "The GraphQL schema of the Step Change hub",
        page,
        "",
        language="en-gb",
        feed_url=address,
        feed_guid=address,
        author_name="National Counter Terrorism Step-Change Programme",
    )
    for release in releases():
        at = datetime.combine(release.day, time.min, UTC)
        effects = sorted({change.effect.value for change in release.changes})
        atom.add_item(
            release.title,
            f"{page}#{release.version}",
            _changes_html(release),
            unique_id=f"{address}#{release.version}",
            pubdate=at,
            updateddate=at,
            categories=effects,
        )
    headers = {"Cache-Control": f"public, max-age={MAX_AGE}", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(atom.writeString("utf-8"), content_type=Atom1Feed.content_type, headers=headers)


def _changes_html(release: Release) -> SafeString:
    """Return the changes as HTML, grouped by effect."""
    groups: list[tuple[str, SafeString]] = []
    for effect in Effect:
        lines = [(change.path, change.message) for change in release.changes if change.effect is effect]
        if lines:
            groups.append((HEADINGS[effect], format_html_join("", "<li><code>{}</code>: {}</li>", lines)))
    return format_html_join("", "<h2>{}</h2><ul>{}</ul>", groups) or format_html("<p>{}</p>", release.title)
