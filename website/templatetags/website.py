"""Template tags and filters of the website: URLs, labels, feeds, pictures and dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from publishing.access.audiences import Marking
from publishing.content.blocks import AnyBlock, HeadingBlock, Image, LinkListBlock
from publishing.images.sizes import ImageCrop
from publishing.infrastructure.frontend import built_url
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelValue
from publishing.kinds.travel_advice import TravelAlertHeadline
from publishing.models import ContentItem
from publishing.models.headlines import load_headlines, load_past
from publishing.text.contact_links import mailto_url, split_telephone_numbers
from publishing.text.urls import valid_url_or_none
from website.feeds.catalogue import feed_links, kind_feed_links, travel_feed_links
from website.http.print_styles import print_styles_url
from website.lists.alerts import AlertLine, alert_lines
from website.locales import Locale, get_locale, lang_attribute
from website.pages.labels import LABELS, ONLY_IN
from website.pages.links import Entry, Links, item_url

SOCIAL_WIDTH = 1200
_ENTRY = re.compile(r"\s*([^:\n]{1,80}):[ ]*(\.{3,}|_{3,}|…+|[^.\n]+)[.;]?(?=\s|$)")
"""A name, and what is written or printed behind it: `Insurer: ..........`."""
_HEADING = re.compile(r"<h([2-6])\b(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]+>")
register = template.Library()
register.simple_tag(built_url, name="built")
register.simple_tag(print_styles_url)
register.simple_tag(kind_feed_links, name="kind_feed")
register.simple_tag(feed_links, name="named_feed")
register.simple_tag(travel_feed_links, name="travel_feeds")
register.filter("item_url", item_url)
register.filter("lang_in", lang_attribute)
register.filter("telephones", split_telephone_numbers)
register.filter("mail_link", mailto_url)


@register.filter
def label(code: str, choices: str) -> str:
    """Return the label of a value: {{ item.kind|label:"Kind" }}."""
    return str(LABELS[choices].get(code, code))


@register.simple_tag
def alert_headlines(items: Iterable[ContentItem]) -> dict[UUID, TravelAlertHeadline]:
    """Return the headlines of the travel advice in a list: a query if there is any."""
    return load_headlines(items)


@register.simple_tag
def past_briefings(items: Iterable[ContentItem]) -> dict[UUID, date]:
    """Return the last days of the past briefings in a list: a query if there is any briefing."""
    return load_past(items)


@register.filter
def last_day_for(past: Mapping[UUID, date], item: ContentItem) -> date | None:
    """Return the last day of an item that is past."""
    return past[item.pk] if past and item.pk in past else None


@register.filter
def lines_for(headlines: Mapping[UUID, TravelAlertHeadline], item: ContentItem) -> list[AlertLine]:
    """Return the lines of an item's headline; none if it is no travel advice."""
    return alert_lines(headlines[item.pk]) if item.pk in headlines else []


@register.filter
def safe_link(url: str) -> str:
    """Return a URL from an edition if it may be a link; an empty string if it must be shown as text."""
    return valid_url_or_none(url) or ""


@register.filter
def resolve_links(html: str, links: Links) -> SafeString:
    """Return a block's HTML with its references resolved."""
    return links.resolve(html)


@register.filter
def item_in(links: Links, content_id: Any) -> ContentItem | None:
    """Return the item with this content id if it is visible."""
    return links.item(content_id) if content_id else None


@register.filter
def entries_in(block: LinkListBlock, links: Links) -> list[Entry]:
    """Return the entries of a list of links that the reader may see."""
    return links.entries(block)


@register.filter
def file_url(links: Links, key: Any) -> str:
    """Return the URL of a file."""
    return links.file_url(key)


@register.filter
def hreflang_in(code: str, around: Locale) -> SafeString:
    """Return the attribute of a link to a page in another language than what is around it."""
    return SafeString("") if code in ("", around.code) else format_html(' hreflang="{}"', get_locale(code).tag)


@register.filter
def only_in(code: str, around: Locale) -> str:
    """Say that content is only in another language than what is around it; an empty string if it is in the same."""
    return "" if code in ("", around.code) else str(ONLY_IN[get_locale(code).code])


@register.tag
def written_in(parser: Parser, token: Token) -> "WrittenIn":
    """Render what is inside in a language, with its labels, and mark it if the page around it is in another:
    {% written_in page.locale %}…{% endwritten_in %}."""
    _, locale = token.split_contents()
    nodelist = parser.parse(("endwritten_in",))
    parser.delete_first_token()
    return WrittenIn(parser.compile_filter(locale), nodelist)


class WrittenIn(template.Node):
    """The node of the tag."""

    def __init__(self, locale: FilterExpression, nodelist: NodeList) -> None:
        self.locale, self.nodelist = locale, nodelist

    def render(self, context: template.Context) -> SafeString:
        """Render what is inside. A page that no editor made has no language of its own."""
        locale = self.locale.resolve(context, ignore_failures=True)
        if locale in (None, context["text_locale"]):
            return self.nodelist.render(context)
        with context.push(text_locale=locale), locale.activate():
            return format_html('<div lang="{}">{}</div>', locale.tag, self.nodelist.render(context))


@register.filter
def oembed_url(url: str, form: str) -> str:
    """Return where a page's oEmbed response is."""
    query = urlencode({"url": settings.BASE_URL + url, "format": form})
    return f"{settings.BASE_URL}{reverse('website:oembed')}?{query}"


@register.filter
def absolute(url: str) -> str:
    """Return a URL within the site as an absolute one, for print and for other sites."""
    return settings.BASE_URL + url


@register.filter
def day(value: date | datetime | None) -> str:
    """Format a date, in London's time zone: 8 May 2018."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return format_date(value, "j F Y")


@register.filter
def day_and_time(value: datetime | None) -> str:
    """Format a time with its zone: 8 May 2018, 14:30 BST."""
    return format_date(timezone.localtime(value), "j F Y, H:i T") if value else ""


@register.filter
def marking_label(code: str) -> str:
    """Return a marking as the Traffic Light Protocol writes it."""
    return Marking(code).label


@register.filter
def marking_anchor(code: str) -> str:
    """Return the id of a marking on the page that explains them."""
    return slugify(marking_label(code).replace("+", "-").replace(":", "-"))


@register.filter
def entries_to_fill_in(text: str) -> list[tuple[str, str]]:
    """Return the names of a panel with room to write behind some of them, each with what is printed there; an empty
    list if the text is anything else."""
    found = [(name, value.strip("._… ")) for name, value in _ENTRY.findall(text)]
    is_whole = not _ENTRY.sub("", text).strip()
    return found if is_whole and len(found) > 1 and not all(value for _, value in found) else []


@register.filter
def headings(body: Sequence[AnyBlock]) -> list[HeadingBlock]:
    """Return the headings for a table of contents: the top-level ones, if there are more than two."""
    found = [block for block in body if isinstance(block, HeadingBlock) and block.level == 2]
    return found if len(found) > 2 else []


@register.filter
def within_part(html: str, slug: str) -> SafeString:
    """Return the HTML of a part of travel advice as a section of a page: its headings are one level lower, and its ids,
    with the references to them, are unique among those of the other parts."""
    return mark_safe(_TAG.sub(lambda tag: _in_section(tag[0], slug), html))  # noqa: S308 - only ids and levels change


@register.filter
def headings_in_order(html: str) -> SafeString:
    """Return the HTML of a body, whose headings follow the page's title, without a level left out: what an editor wrote
    as a third level before any second one is a second one."""
    level = 1

    def place(found: re.Match[str]) -> str:
        nonlocal level
        level = min(int(found[1]), level + 1)
        return f"<h{level}{found[2]}</h{level}>"

    return mark_safe(_HEADING.sub(place, html))  # noqa: S308 - only levels change


def _in_section(tag: str, slug: str) -> str:
    tag = re.sub(r"^(</?h)([2-5])\b", lambda found: f"{found[1]}{int(found[2]) + 1}", tag)
    return re.sub(r' (id="|aria-labelledby="|href="#)', rf" \1part-{slug}-", tag)


@register.simple_tag
def index_url(index_urls: Mapping[Kind, str], kind: str) -> str:
    """Return the URL of the section that lists a kind."""
    return index_urls.get(Kind(kind), "")


@register.inclusion_tag("components/steps.html")
def steps(number: int, named: bool = True) -> dict[str, Any]:
    """Draw a bar of five steps, the first `number` of them filled; named steps are the threat levels."""
    entries = [
        {"name": level.label, "reached": level.number <= number, "current": level.number == number}
        for level in ThreatLevelValue
    ]
    return {"entries": entries, "number": number, "named": named}


@register.inclusion_tag("components/picture.html")
def picture(image: Image, links: Links, sizes: str = "(min-width: 40em) 630px, 100vw") -> dict[str, Any]:
    """Draw an image in the width that the reader's screen needs: as AVIF, or from the files made at publication."""
    files = [
        {"url": url, "width": rendition.width, "height": rendition.height}
        for rendition in image.renditions
        if (url := links.file_url(rendition.asset))
    ]
    return {
        "image": image,
        "avif": ", ".join(f"{url} {size.width}w" for url, size in links.renditions(image, "image/avif")),
        "srcset": ", ".join(f"{file['url']} {file['width']}w" for file in files),
        "largest": next(reversed(files), None),
        "sizes": sizes,
    }


@register.filter
def social_image(links: Links, image: Image) -> str:
    """Return the URL of the picture in previews of links to a page: a JPEG, which every service reads."""
    found = links.renditions(image, "image/jpeg", ImageCrop.SOCIAL)
    return next((url for url, size in found if size.width >= SOCIAL_WIDTH), found[-1][0] if found else "")
