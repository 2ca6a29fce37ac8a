"""Titles of other pages in the text of links: not copied into an edition, but read from their page by each reader.

Draftail writes a page's title as the text of a link where nothing was selected, and editors paste titles. Both would
outlive a new name of the page and a narrower audience, and tell of drafts.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.rich_text.rewriters import extract_attrs

Titles = Mapping[int, set[str]]

_LINK = re.compile(r"(<a\b([^>]*)>)(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def custom_link_text(text: str, page: Page) -> str:
    """Return the text of a link to a page; empty where it is the page's title, as it is or was."""
    return "" if text and _normalised(text) in _titles_of({page.pk})[page.pk] else text


def remove_copied_titles(source: str) -> str:
    """Return rich text as Wagtail stores it, where a link whose text is its page's title has no text of its own.

    So has one to a page that was deleted: its title must not become text of the page that it was linked from.
    """
    keys = {key for match in _LINK.finditer(source) if (key := _page_key(match[2]))}
    titles = _titles_of(keys) if keys else {}

    def link(match: re.Match[str]) -> str:
        known = titles.get(_page_key(match[2]), ())
        return f"{match[1]}</a>" if _normalised(match[3]) in known else match[0]

    return _LINK.sub(link, source)


def _page_key(attributes: str) -> int:
    """Return the page that an opening tag's attributes lead to; 0 where that is none."""
    found = extract_attrs(attributes)
    key = found.get("id", "")
    return int(key) if found.get("linktype") == "page" and key.isdecimal() else 0


def _titles_of(keys: Collection[int]) -> Titles:
    """Return the titles that pages have and had, published or not; an empty text is none of its own, too."""
    titles: defaultdict[int, set[str]] = defaultdict(lambda: {""})
    for key, *found in chain(_current_titles(keys), _past_titles(keys), _logged_titles(keys)):
        titles[int(key)].update(_normalised(title) for title in found if title)
    return titles


def _current_titles(keys: Collection[int]) -> Iterator[tuple[Any, ...]]:
    yield from Page.objects.filter(pk__in=keys).values_list("pk", "title", "draft_title")


def _past_titles(keys: Collection[int]) -> Iterator[tuple[Any, ...]]:
    page_type = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.filter(base_content_type=page_type, object_id__in=list(map(str, keys))).order_by()
    yield from revisions.values_list("object_id", "content__title").distinct()


def _logged_titles(keys: Collection[int]) -> Iterator[tuple[Any, ...]]:
    """Wagtail's history keeps the titles of deleted pages."""
    yield from PageLogEntry.objects.filter(page__in=keys).order_by().values_list("page", "label").distinct()


def _normalised(text: str) -> str:
    """Return the words of a fragment of HTML or of a title: nothing is left that looks alike or is not seen."""
    plain = unicodedata.normalize("NFKC", unescape(_TAG.sub("", text)))
    return " ".join("".join(one for one in plain if unicodedata.category(one) != "Cf").split()).casefold()
