"""Links in rich text to the site itself: each becomes a reference to the page or file that it leads to."""

import re
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
from publishing.text.pasted import is_leftover_bookmark, unwrap_url
from publishing.text.urls import internal_path

_EXTERNAL_LINK = re.compile(
    r"""<a\b(?![^>]*\blinktype=)[^>]*\bhref=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))[^>]*>""", re.IGNORECASE
)
"""A link that was not made with Wagtail's chooser."""
_ADMIN_PAGE = re.compile(r"/admin/pages/(\d+)/")
_DOCUMENT = re.compile(r"/(?:admin/document-files|admin/documents(?:/edit)?|documents)/(\d+)/")
_ASSET = re.compile(r"/assets/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
HOME_DEPTH = 2


class LinkTarget(NamedTuple):
    """The target of an internal link: content by its id, or a file by its key."""

    target: Target
    key: UUID


def resolve_link(url: str) -> LinkTarget | None:
    """Return what an internal URL leads to, None if there is no such item or file."""
    path = urlsplit(internal_path(url) or "").path
    if found := _ADMIN_PAGE.match(path):
        key = Page.objects.filter(pk=int(found[1])).values_list("translation_key", flat=True).first()
        return LinkTarget("content", key) if key else None
    if found := _DOCUMENT.match(path):
        document = get_document_model().objects.filter(pk=int(found[1])).first()
        return LinkTarget("asset", published_file(document).asset) if document else None
    if found := _ASSET.match(path):
        key = UUID(found[1])
        return LinkTarget("asset", key) if Asset.objects.filter(pk=key).exists() else None
    content_id = _find_content(path if path.endswith("/") else f"{path}/")
    return LinkTarget("content", content_id) if content_id else None


def replace_internal_links(source: str) -> tuple[str, list[LinkTarget]]:
    """Return rich text with references in place of internal links, and their targets. Broken links lose their href."""
    targets: list[LinkTarget] = []

    def replace(tag: re.Match[str]) -> str:
        url = unwrap_url(unescape(tag[1] or tag[2] or tag[3] or ""))
        if is_leftover_bookmark(url) or internal_path(url) is None:
            return tag[0]
        target = resolve_link(url)
        if target is None:
            return "<a>"
        targets.append(target)
        return f'<a data-{target.target}="{escape(str(target.key))}">'

    return _EXTERNAL_LINK.sub(replace, source), targets


def _find_content(path: str) -> UUID | None:
    """Return the content that is or was published at a path, is in a draft there, or has a part there."""
    parent = path[:-1].rpartition("/")[0] + "/"
    found: UUID | None = (
        ContentItem.objects.filter(path=path).order_by("gone").values_list("content_id", flat=True).first()
        or _find_page(path)
        or PreviousPath.objects.filter(path=path)
        .order_by("-left_at")
        .values_list("item__content_id", flat=True)
        .first()
        or ContentItem.objects.filter(path=parent, kind=Kind.TRAVEL_ADVICE).values_list("content_id", flat=True).first()
    )
    return found


def _find_page(path: str) -> UUID | None:
    for home in Page.objects.filter(depth=HOME_DEPTH).select_related("locale"):
        prefix = locale_prefix(home.locale.language_code)
        url_path = home.url_path.rstrip("/") + path.removeprefix(prefix)
        pages = Page.objects.filter(url_path=url_path, locale=home.locale) if path.startswith(f"{prefix}/") else None
        if pages and (key := pages.values_list("translation_key", flat=True).first()):
            return UUID(str(key))
    return None
