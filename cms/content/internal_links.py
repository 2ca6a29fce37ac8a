"""Links in running text that lead into the hub itself: each becomes a reference to the page or file it leads to."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.content.paths import locale_prefix
from cms.files.published import published_file
from publishing.content.fields import Target
from publishing.kinds import Kind
from publishing.models import Asset, ContentItem, PreviousPath
from publishing.text.html import find_link_urls
from publishing.text.pasted import is_leftover_bookmark, unwrap_url
from publishing.text.urls import internal_path

_OPENING = re.compile(
    r"""<a\b(?![^>]*\blinktype=)[^>]*\bhref=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))[^>]*>""", re.IGNORECASE
)
_IN_ADMIN = re.compile(r"/admin/pages/(\d+)/")
_UPLOAD = re.compile(r"/(?:admin/document-files|admin/documents(?:/edit)?|documents)/(\d+)/")
_FILE = re.compile(r"/assets/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
HOME_DEPTH = 2


class LinkTarget(NamedTuple):
    """What a link leads to within the hub: content by its id, or a file by its key."""

    target: Target
    key: UUID


def resolve_link(address: str) -> LinkTarget | None:
    """Return what an address within the hub leads to; None where it is no item and no file."""
    path = urlsplit(internal_path(address) or "").path
    if found := _IN_ADMIN.match(path):
        key = Page.objects.filter(pk=int(found[1])).values_list("translation_key", flat=True).first()
        return LinkTarget("content", key) if key else None
    if found := _UPLOAD.match(path):
        document = get_document_model().objects.filter(pk=int(found[1])).first()
        return LinkTarget("asset", published_file(document).asset) if document else None
    if found := _FILE.match(path):
        key = UUID(found[1])
        return LinkTarget("asset", key) if Asset.objects.filter(pk=key).exists() else None
    content_id = _content_at(path if path.endswith("/") else f"{path}/")
    return LinkTarget("content", content_id) if content_id else None


def replace_internal_links(source: str) -> tuple[str, list[LinkTarget]]:
    """Return rich text whose links into the hub are references, and those; what leads nowhere is no link any more."""
    found: list[LinkTarget] = []

    def opening(tag: re.Match[str]) -> str:
        address = unwrap_url(unescape(tag[1] or tag[2] or tag[3] or ""))
        if is_leftover_bookmark(address) or internal_path(address) is None:
            return tag[0]
        reference = resolve_link(address)
        if reference is None:
            return "<a>"
        found.append(reference)
        return f'<a data-{reference.target}="{escape(str(reference.key))}">'

    return _OPENING.sub(opening, source), found


def find_broken_links(source: str) -> Iterator[str]:
    """Yield the addresses within the hub, in rich text, that lead to no item and no file."""
    for address in map(unwrap_url, find_link_urls(source)):
        if not is_leftover_bookmark(address) and internal_path(address) is not None and resolve_link(address) is None:
            yield address


def _content_at(path: str) -> UUID | None:
    """The content that readers find at a path or found there before; a page that will be there; or a part's page."""
    parent = path[:-1].rpartition("/")[0] + "/"
    found: UUID | None = (
        ContentItem.objects.filter(path=path).order_by("gone").values_list("content_id", flat=True).first()
        or _page_at(path)
        or PreviousPath.objects.filter(path=path)
        .order_by("-left_at")
        .values_list("item__content_id", flat=True)
        .first()
        or ContentItem.objects.filter(path=parent, kind=Kind.TRAVEL_ADVICE).values_list("content_id", flat=True).first()
    )
    return found


def _page_at(path: str) -> UUID | None:
    for home in Page.objects.filter(depth=HOME_DEPTH).select_related("locale"):
        prefix = locale_prefix(home.locale.language_code)
        url_path = home.url_path.rstrip("/") + path.removeprefix(prefix)
        pages = Page.objects.filter(url_path=url_path, locale=home.locale) if path.startswith(f"{prefix}/") else None
        if pages and (key := pages.values_list("translation_key", flat=True).first()):
            return UUID(str(key))
    return None
