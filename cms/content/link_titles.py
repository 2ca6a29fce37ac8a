"""Titles of other pages in the text of links: they are not copied into an edition but resolved for each reader.

Draftail inserts a page's title as the link text if nothing was selected, and editors paste titles. A copy would outlive
a change of the title or a narrower audience, and would reveal drafts.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
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
    """Return the text of a link to a page, empty if it is a current or former title of the page."""
    return "" if text and _normalise(text) in _find_titles({page.pk})[page.pk] else text


def remove_copied_titles(source: str) -> str:
    """Return rich text as Wagtail stores it, without the text of links that is merely the title of their page.

    This covers links to deleted pages too: their titles must not become text of the page that linked to them.
    """
    keys = {key for match in _LINK.finditer(source) if (key := _get_page_id(match[2]))}
    titles = _find_titles(keys) if keys else {}

    def replace(match: re.Match[str]) -> str:
        known = titles.get(_get_page_id(match[2]), ())
        return f"{match[1]}</a>" if _normalise(match[3]) in known else match[0]

    return _LINK.sub(replace, source)


def _get_page_id(attributes: str) -> int:
    """Return the page that a link's attributes name, 0 if they name none."""
    attrs = extract_attrs(attributes)
    key = attrs.get("id", "")
    return int(key) if attrs.get("linktype") == "page" and key.isdecimal() else 0


def _find_titles(keys: Collection[int]) -> Titles:
    """Return all titles that pages have or had, published or not, and the empty text."""
    current = Page.objects.filter(pk__in=keys).values_list("pk", "title", "draft_title")
    page_type = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.filter(base_content_type=page_type, object_id__in=list(map(str, keys))).order_by()
    former = revisions.values_list("object_id", "content__title").distinct()
    # Wagtail's history keeps the titles of deleted pages.
    logged = PageLogEntry.objects.filter(page__in=keys).order_by().values_list("page", "label").distinct()
    titles: defaultdict[int, set[str]] = defaultdict(lambda: {""})
    rows: chain[tuple[Any, ...]] = chain(current, former, logged)
    for key, *found in rows:
        titles[int(key)].update(_normalise(title) for title in found if title)
    return titles


def _normalise(text: str) -> str:
    """Return a title or HTML fragment as plain text, without differences that readers cannot see."""
    plain = unicodedata.normalize("NFKC", unescape(_TAG.sub("", text)))
    return " ".join("".join(one for one in plain if unicodedata.category(one) != "Cf").split()).casefold()
