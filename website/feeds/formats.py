"""Atom and JSON Feed 1.1, as two writers of Django's feed generator."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple, TextIO

from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAlertHeadline
from publishing.models import ContentItem
from publishing.text.cleaning import clean_line, clean_lines
from publishing.text.url_paths import public_url
from website.feeds.catalogue import feed_slug
from website.locales import Locale, get_locale

# The date of an empty feed: the programme's first day. The current time would defeat conditional requests.
BEGINNING = datetime(2018, 5, 8, tzinfo=UTC)


class Category(NamedTuple):
    """What an entry is about: the URL below which `term` has a feed (RFC 4287, section 4.2.2), and its name."""

    scheme: str
    term: str
    label: str


class AtomFeed(Atom1Feed):
    """Django's Atom feed. Its date is that of its newest entry, never the current time."""

    def latest_post_date(self) -> datetime:
        """Return when the feed last changed."""
        return super().latest_post_date() if self.items else BEGINNING

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the attributes of an entry: its language, if that is not the feed's."""
        written_in = item["language"]
        return {"xml:lang": written_in} if written_in != self.feed["language"] else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add an entry whose summary is plain text; Django would mark it as HTML."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})
        for category in item["labelled_categories"]:
            handler.addQuickElement("category", None, category._asdict())


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        """Write the feed."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [
                {
                    "id": item["unique_id"],
                    "url": item["link"],
                    "title": item["title"],
                    "content_text": item["summary"],
                    "date_published": item["pubdate"].isoformat(),
                    "date_modified": item["updateddate"].isoformat(),
                    "tags": [category.label for category in item["labelled_categories"]],
                    "language": item["language"],
                }
                for item in self.items
            ],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False))


FORMATS: dict[str, type[AtomFeed | JsonFeed]] = {"atom": AtomFeed, "json": JsonFeed}


def add_entry(
    feed: SyndicationFeed, item: ContentItem, reader: Locale, headline: TravelAlertHeadline | None = None
) -> None:
    """Add an item to a feed for readers of a language, with its alerts, summary and change note as plain text.

    Texts are cleaned, because old editions may contain characters that XML cannot represent.
    """
    assert item.edition is not None, "a live item has an edition"
    title = clean_line(item.edition.title)
    alerts = "\n".join(f"{label}." for label in headline.labels) if headline else ""
    statuses = headline.statuses if headline else ()
    texts = (alerts, *map(clean_lines, (item.edition.summary, item.edition.change_note)))
    feed.add_item(
        title,
        public_url(reader.path_within(str(item.path), item.locale)),
        None,  # type: ignore[arg-type] # Django would write a description as HTML
        summary="\n\n".join(filter(None, texts)) or title,
        unique_id=item.pk.urn,
        pubdate=item.first_published_at,
        updateddate=item.updated_at,
        language=get_locale(item.locale).tag,
        labelled_categories=[
            Category(public_url("/feeds/"), feed_slug(item.kind), str(Kind(item.kind).label)),
            *(Category(public_url("/feeds/status/"), feed_slug(one), str(one.label)) for one in statuses),
        ],
    )
