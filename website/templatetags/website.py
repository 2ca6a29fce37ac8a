"""What templates ask of the website: built files, addresses, words, pictures, dates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.safestring import SafeString

from publishing.access.audiences import Marking
from publishing.content.blocks import AnyBlock, HeadingBlock, Image, LinkListBlock
from publishing.kinds import Kind
from publishing.kinds.threat_level import Level
from publishing.models import ContentItem
from publishing.text.contact_links import TextPart, mailto_url, split_telephone_numbers
from publishing.text.urls import valid_url_or_none
from website.feeds.catalogue import Feed, feed, feed_of_kind
from website.http.frontend import built_url
from website.locales import Locale, get_locale
from website.pages.labels import VOCABULARIES
from website.pages.links import Entry, Links, address_of

register = template.Library()


@register.simple_tag
def built(source: str) -> str:
    """Return the address of a built file: {% built "src/main.ts" %}."""
    return built_url(source)


@register.filter
def word(code: str, vocabulary: str) -> str:
    """Return the label of a value: {{ item.kind|word:"Kind" }}."""
    return str(VOCABULARIES[vocabulary].get(code, code))


@register.filter
def address(item: ContentItem) -> str:
    """Return where an item is read; empty where it has no page."""
    return address_of(item) or ""


@register.filter
def followed(address: str) -> str:
    """Return an address of an edition where it can be followed; empty where it is text alone."""
    return valid_url_or_none(address) or ""


@register.filter
def telephones(text: str) -> list[TextPart]:
    """Return a text in pieces, each telephone number with its link."""
    return split_telephone_numbers(text)


@register.filter
def mail_link(address: str) -> str:
    """Return the link that writes to an address; empty where it is none."""
    return mailto_url(address)


@register.filter
def settled(html: str, links: Links) -> SafeString:
    """Return a block's HTML with its references resolved."""
    return links.settle(html)


@register.filter
def item_in(links: Links, content_id: Any) -> ContentItem | None:
    """Return the visible item of a content id."""
    return links.item(content_id) if content_id else None


@register.filter
def entries_in(block: LinkListBlock, links: Links) -> list[Entry]:
    """Return the entries of a list of links that the reader may see."""
    return links.entries(block)


@register.filter
def file_in(links: Links, key: Any) -> str:
    """Return the address of a file."""
    return links.file(key) or ""


@register.filter
def foreign(code: str, page: Locale) -> str:
    """Return the language tag of what is written in another language than the page, else nothing."""
    return "" if code == page.code else get_locale(code).tag


@register.filter
def absolute(address: str) -> str:
    """Return an address within the site as a whole one, for print and for other sites."""
    return settings.BASE_URL + address


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a date as 8 May 2018, in London's day."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return format_date(value, "j F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """Return a time with its zone: 8 May 2018, 14:30 BST."""
    return format_date(timezone.localtime(value), "j F Y, H:i T") if value else ""


@register.filter
def marking(code: str) -> str:
    """Return a marking as the Traffic Light Protocol writes it."""
    return Marking(code).label


@register.filter
def headings(body: Sequence[AnyBlock]) -> list[HeadingBlock]:
    """Return the headings that a table of contents lists: those of the upper level, when there are several."""
    found = [block for block in body if isinstance(block, HeadingBlock) and block.level == 2]
    return found if len(found) > 2 else []


@register.simple_tag
def kind_feed(locale: Locale, kind: str) -> Feed | None:
    """Return the feed of a kind, if there is one."""
    return feed_of_kind(locale, Kind(kind))


@register.simple_tag
def named_feed(locale: Locale, title: str, what: str, slug: str) -> Feed:
    """Return the feed of a topic or a country."""
    return feed(locale, title, what, slug)


@register.simple_tag
def index_of(indexes: Mapping[Kind, str], kind: str) -> str:
    """Return the address of the section that lists a kind."""
    return indexes.get(Kind(kind), "")


@register.inclusion_tag("components/steps.html")
def steps(number: int, named: bool = True) -> dict[str, Any]:
    """Draw five steps of which `number` are reached; named ones are the threat levels."""
    entries = [
        {"name": level.label, "reached": level.number <= number, "current": level.number == number} for level in Level
    ]
    return {"entries": entries, "number": number, "named": named}


@register.inclusion_tag("components/picture.html")
def picture(image: Image, links: Links, sizes: str = "(min-width: 40em) 630px, 100vw") -> dict[str, Any]:
    """Draw an image in the width that the reader's screen needs, from the files the viewer may have."""
    files = [
        {"address": address, "width": rendition.width, "height": rendition.height, "type": rendition.content_type}
        for rendition in image.renditions
        if (address := links.file(rendition.asset))
    ]
    types = list(dict.fromkeys(file["type"] for file in files))
    sources = [
        (kind, ", ".join(f"{file['address']} {file['width']}w" for file in files if file["type"] == kind))
        for kind in types
    ]
    # The last type is what every browser can show; the writer puts better ones before it.
    return {
        "image": image,
        "sources": sources[:-1],
        "srcset": sources[-1][1] if sources else "",
        "largest": next((file for file in reversed(files)), None),
        "sizes": sizes,
    }
