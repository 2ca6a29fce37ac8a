"""One renderer for what is published and for what an editor previews: what they see is what readers will."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from publishing.kinds import Kind, Relation
from publishing.log.new_edition import Document
from publishing.models import ContentItem
from website.locales import ENGLISH, WELSH
from website.pages.kinds import context_of
from website.pages.layout import Context, both, frame_for, render_frame
from website.pages.links import resolve_links
from website.pages.page import Page, page_of_document, page_of_item
from website.pages.page_request import View
from website.pages.similar import more_like
from website.pages.structured_data import structured_data

ASIDE = (Relation.WORK_STREAM, Relation.TOPIC, Relation.SECTOR, Relation.RELATED)


def render_item(request: HttpRequest, item: ContentItem, part: str = "") -> HttpResponseBase | None:
    """Render a live item that the reader may see; None when it has no such part."""
    return _render(request, page_of_item(item), part, item)


def render_document(request: HttpRequest, document: Document) -> HttpResponse:
    """Render a document as the page that it would be if it were published now (settings.HUB_PREVIEW_RENDERER)."""
    response = _render(request, page_of_document(document))
    assert isinstance(response, HttpResponse), "a page without a part always renders"
    return response


def _render(
    request: HttpRequest, page: Page, part: str = "", item: ContentItem | None = None
) -> HttpResponseBase | None:
    # Each language has a home, made by an editor or not (views/start.py).
    homes = both(ENGLISH.home, WELSH.home) if page.kind == Kind.HOME else None
    frame = frame_for(request, page.locale, page.place, content_id=page.content_id, alternates=homes)
    links = resolve_links(page, frame.viewer, request.user.pk if page.preview else None)
    view = View(frame, page, links, part, item)
    with page.locale.activate():
        own = context_of(view)
    if own is None:
        return None
    context = _shared(view) | own
    return render_frame(frame, f"website/kinds/{page.kind}.html", context, public=page.is_public)


def _shared(view: View) -> Context:
    page = view.page
    return {
        "page": page,
        "details": page.details,
        "links": view.links,
        "title": page.title,
        "description": page.summary,
        "robots": "" if page.is_public else "noindex",
        "related": {relation.value: view.links.listed(page.targets(relation)) for relation in ASIDE},
        "superseded": view.links.listed(page.targets(Relation.SUPERSEDES)),
        "similar": more_like(view),
        "structured_data": structured_data(page, view.frame) if page.is_public else None,
    }
