"""Rendering of a content item's page: the same for a published item and for an editor's preview."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from publishing.kinds import Kind, Relation
from publishing.log.new_edition import NewEdition
from publishing.log.status import predict_status_since
from publishing.models import ContentItem
from publishing.text.url_paths import public_url
from website.http.viewers import has_session
from website.locales import ENGLISH, WELSH, Locale
from website.pages.descriptions import describe
from website.pages.kinds import build_context
from website.pages.layout import Context, build_layout, in_both_languages, render_page
from website.pages.links import resolve_links
from website.pages.page import Page
from website.pages.page_request import PageRequest
from website.pages.similar import find_similar
from website.pages.structured_data import render_structured_data

RELATED = (Relation.WORK_STREAM, Relation.TOPIC, Relation.SECTOR, Relation.RELATED)


def render_item(
    request: HttpRequest, item: ContentItem, part: str = "", reader: Locale | None = None
) -> HttpResponseBase | None:
    """Render a live item that the viewer may see, for a reader of its language or of another; return None if it has no
    such part."""
    return _render(request, Page.from_item(item, vars(item)["visible_number"]), part, item, reader)


def render_preview(request: HttpRequest, draft: NewEdition) -> HttpResponse:
    """Render a draft as the page that it would be if it were published now (settings.HUB_PREVIEW_RENDERER)."""
    response = _render(request, replace(Page.from_draft(draft), status_since=predict_status_since(draft)))
    assert isinstance(response, HttpResponse), "a page without a part always renders"
    return response


def _render(
    request: HttpRequest,
    page: Page,
    part: str = "",
    item: ContentItem | None = None,
    reader: Locale | None = None,
) -> HttpResponseBase | None:
    # There is a home page in each language, even before an editor makes one (views/default_home.py).
    homes = in_both_languages(ENGLISH.home, WELSH.home) if page.kind == Kind.HOME else None
    locale = reader or page.locale
    path = locale.path_within(page.stored_path, page.locale.code)
    layout = build_layout(request, locale, path, content_id=page.content_id, alternates=homes)
    links = resolve_links(page, layout.viewer, request.user.pk if page.preview else None, locale)
    requested = PageRequest(layout, page, links, part, item)
    with locale.activate():
        context_of_kind = build_context(requested)
    if context_of_kind is None:
        return None
    context = _shared_context(requested) | context_of_kind
    if page.is_public:
        context["structured_data"] = render_structured_data(page, layout, context["title"], context["canonical"])
    return render_page(layout, f"website/kinds/{page.kind}.html", context, public=page.is_public)


def _shared_context(requested: PageRequest) -> Context:
    page, links = requested.page, requested.links
    return {
        "page": page,
        "newer_source": _find_newer_source(requested),
        "page_url": requested.url,
        "details": page.details,
        "links": links,
        "title": page.title,
        "canonical": public_url(page.stored_path),
        "description": describe(page),
        "robots": "" if page.is_public else "noindex",
        "related": {relation.value: links.visible(page.targets(relation)) for relation in RELATED},
        "superseded": links.visible(page.targets(Relation.SUPERSEDES)),
        "similar": find_similar(requested),
        # Staff see no question: they try things out, and their answers are not counted.
        "asks_feedback": page.is_public
        and bool(settings.PAGE_FEEDBACK_DAYS)
        and not has_session(requested.layout.request),
    }


def _find_newer_source(requested: PageRequest) -> ContentItem | None:
    """Return the item that the page is a translation of, if the viewer may read it and it was updated since."""
    item = requested.item
    others = requested.layout.navigation.items if item else ()
    return next((other for other in others if item and item.is_older_than(other)), None)
