"""Descriptions of pages, for search engines and for previews of links."""

from django.utils.text import Truncator

from publishing.content.blocks import Body, RichTextBlock
from search.documents.plain_text import html_to_text
from website.pages.page import Page

MAX_CHARACTERS = 250


def describe(page: Page) -> str:
    """Return the status that readers see first and the summary, or else how its text begins; never nothing."""
    labels = (f"{label}." for label in page.details.status_labels())
    return " ".join((*labels, page.summary)).strip() or f"{page.title}. {begin(page.body)}".strip()


def begin(body: Body) -> str:
    """Return how a text begins; an empty string if it has none."""
    return next((shorten(block.html) for block in body if isinstance(block, RichTextBlock)), "")


def shorten(html: str) -> str:
    """Return how the text of stored HTML begins."""
    return Truncator(html_to_text(html)).chars(MAX_CHARACTERS)
