"""Patches Wagtail's methods that show or accept pages and files, where Wagtail has no hook.

The patches do nothing outside requests for the admin (`current_visibility()` is None there). The crawl of all admin
URLs (tests/leaks/test_admin.py) fails if a new version of Wagtail no longer calls one of these methods.
"""

import re
from collections.abc import Callable
from functools import wraps
from html import unescape as html_unescape
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Count, Q
from wagtail.admin import filters, mail
from wagtail.admin.api.serializers import PageAncestorsField, PageTranslationsField
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.admin.views.pages import edit
from wagtail.admin.views.reports.locked_pages import LockedPagesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.widgets import BaseChooser
from wagtail.documents import get_document_model
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler
from wagtail.images import get_image_model
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import chooser
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex

from cms.staff.files import file_models, is_file_hidden, text_keys, visible_files, visible_tags
from cms.staff.visibility import current_visibility, sees_everything, visibility_for, visible_pages

TAG_MODULES = (filters, chooser)
"""Modules that import the function listing popular tags."""
HIDDEN_TITLE = "(you may not see it)"
FILE_TAG = re.compile(
    r'<(?:a|embed)\b(?=[^>]*(?:linktype="document"|embedtype="image"))[^>]*\bid="(?P<id>[^"]*)"[^>]*>'
)
"""The tag of a document or image in rich text as Wagtail stores it."""
MOST_DIGITS = 18
_SIGNER = signing.Signer(salt="cms.staff.hidden")


def patch(owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Replace a method by a function that takes the original as its first argument. Only once, even if called again."""
    original = getattr(owner, name)
    if getattr(original, "is_hub_patch", False):
        return
    descriptor = owner.__dict__.get(name) if isinstance(owner, type) else None
    is_classmethod = isinstance(descriptor, classmethod)
    inner = descriptor.__func__ if isinstance(descriptor, classmethod) else original

    @wraps(inner)
    def method(*args: Any, **kwargs: Any) -> Any:
        return wrapper(inner, *args, **kwargs)

    method.is_hub_patch = True  # type: ignore[attr-defined]
    setattr(owner, name, classmethod(method) if is_classmethod else method)


def is_hidden(instance: Any) -> bool:
    """Whether a page or file is hidden from the user of the current request."""
    if isinstance(instance, Page):
        visibility = current_visibility()
        return visibility is not None and visibility.hides(instance)
    return isinstance(instance, file_models()) and is_file_hidden(instance)


# --- Choosers: the widgets in forms --------------------------------------------------------------
def chooser_data(original: Any, widget: Any, value: Any) -> Any:
    """Return the data of a hidden choice without its title, and with a signed id that can be submitted again."""
    instance = widget.get_instance(value)
    if instance is None or not is_hidden(instance):
        return original(widget, value)
    preview = {"url": "", "width": 0, "height": 0}
    title = {widget.display_title_key: HIDDEN_TITLE}
    shown = {"edit_url": None, "parent_id": None, "preview": preview, "default_alt_text": ""}
    return {"id": _SIGNER.sign(instance.pk), **shown, **title}


def chooser_value(original: Any, widget: Any, data: Any, files: Any, name: str) -> Any:
    """Accept a hidden choice only with its signed id; a guessed id counts as no choice."""
    value = original(widget, data, files, name)
    if not isinstance(value, str) or current_visibility() is None:
        return value
    try:
        return _SIGNER.unsign(value)
    except signing.BadSignature:
        hidden = value.isdecimal() and (instance := widget.get_instance(value)) is not None and is_hidden(instance)
        return "0" if hidden else value


def link_data(original: Any, handler: Any, attrs: Any) -> Any:
    """Return a link to a hidden page as if the page did not exist: its address contains the title."""
    visibility = current_visibility()
    if visibility is not None and str(attrs.get("id", "")).isdecimal() and int(attrs["id"]) in visibility.hidden_ids:
        return {"id": int(attrs["id"]), "url": None, "parentId": None}
    return original(handler, attrs)


def document_link_data(original: Any, handler: Any, attrs: Any) -> Any:
    """Return a link to a hidden document without its name, and with a signed id that can be submitted again."""
    if (hidden := _hidden_file(get_document_model(), str(attrs.get("id", "")))) is None:
        return original(handler, attrs)
    return {"id": _SIGNER.sign(str(hidden))}


def rich_text_value(original: Any, widget: Any, data: Any, files: Any, name: str) -> Any:
    """Remove guessed ids of hidden files from rich text: using them on a visible page would make the files visible."""
    html = original(widget, data, files, name)
    if not isinstance(html, str) or current_visibility() is None:
        return html
    return FILE_TAG.sub(_remove_guessed_id, html)


def _remove_guessed_id(found: re.Match[str]) -> str:
    key = html_unescape(found["id"])
    model = get_document_model() if "document" in found[0] else get_image_model()
    try:
        key = _SIGNER.unsign(key)
    except signing.BadSignature:
        key = "0" if _hidden_file(model, key) is not None else key
    return found[0].replace(f'id="{found["id"]}"', f'id="{key}"')


def _hidden_file(model: Any, key: str) -> int | None:
    """Return the key of a file that exists and is hidden."""
    file = model.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < MOST_DIGITS else None
    return file.pk if file is not None and is_hidden(file) else None


# --- Usage ---------------------------------------------------------------------------------------
def visible_references(original: Any, *args: Any, **kwargs: Any) -> Any:
    """Leave hidden pages out of usage lists."""
    references = original(*args, **kwargs)
    visibility = current_visibility()
    if visibility is None or visibility.is_unlimited:
        return references
    page_type = ReferenceIndex._get_base_content_type(Page)
    of_pages = references.filter(base_content_type=page_type)
    hidden = of_pages.exclude(object_id__in=text_keys(visible_pages(visibility.user)))
    return references.exclude(pk__in=hidden.values("pk"))


# --- Reports and lists ---------------------------------------------------------------------------
def visible_locked_pages(original: Any, view: Any) -> Any:
    """Leave out pages that the user locked and may no longer see."""
    return original(view).filter(pk__in=visible_pages(view.request.user).order_by().values("pk"))


def visible_page_types(original: Any, view: Any, page_types: Any) -> Any:
    """Report the number of pages of each type, and the last edited one, among those that the user may see."""
    decorated = original(view, page_types)
    visible: Any = visible_pages(view.request.user)
    for item in decorated:
        of_type = visible.filter(content_type=item)
        item.count = of_type.count()
        item.last_edited_page = of_type.order_by("-latest_revision_created_at", "title").specific().first()
    return decorated


def visible_page_log(original: Any, manager: Any, user: Any) -> Any:
    """Limit the log to pages that the user may see. Deleted pages are left out: their handling is no longer known."""
    entries = original(manager, user)
    return entries if sees_everything(user) else entries.filter(page_id__in=visible_pages(user).order_by().values("pk"))


def visible_model_log(original: Any, manager: Any, user: Any) -> Any:
    """Limit the log to files that the user may see: its entries contain their titles."""
    entries = original(manager, user)
    if sees_everything(user):
        return entries
    for model in file_models():
        seen = text_keys(visible_files(user, model))
        entries = entries.exclude(~Q(object_id__in=seen), content_type=ContentType.objects.get_for_model(model))
    return entries


def visible_relatives(original: Any, field: Any, page: Any) -> Any:
    """Leave out hidden translations and ancestors."""
    visibility = current_visibility()
    shown = original(field, page)
    return shown if visibility is None else [one for one in shown if one["id"] not in visibility.hidden_ids]


def visible_in_api(original: Any, view: Any) -> Any:
    """List only files that the user may see."""
    queryset = original(view)
    return queryset.filter(pk__in=visible_files(view.request.user, queryset.model).values_list("pk", flat=True))


def popular_visible_tags(original: Any, model: Any, count: int = 10) -> Any:
    """Offer only tags of files that the user may see."""
    visibility = current_visibility()
    if visibility is None or visibility.is_unlimited or model not in file_models():
        return original(model, count)
    tags = visible_tags(visibility.user, model).annotate(item_count=Count("taggit_taggeditem_items"))
    return tags.order_by("-item_count")[:count]


# --- Email ---------------------------------------------------------------------------------------
def filter_recipients(original: Any, notifier: Any, instance: Any, **kwargs: Any) -> Any:
    """Notify only users who may see the page."""
    state = getattr(instance, "workflow_state", instance)
    content = getattr(state, "content_object", None)
    found = original(notifier, instance, **kwargs)
    return {user for user in found if not isinstance(content, Page) or not visibility_for(user).hides(content)}


def notify_permitted_users(original: Any, recipient_users: Any, notification: str, extra_context: Any) -> Any:
    """Send notifications of comments only to users who may see the page."""
    page = extra_context.get("page")
    seeing = [user for user in recipient_users if page is None or not visibility_for(user).hides(page)]
    return original(seeing, notification, extra_context)


def patch_wagtail() -> None:
    """Apply all patches above."""
    patch(BaseChooser, "get_value_data", chooser_data)
    patch(BaseChooser, "value_from_datadict", chooser_value)
    patch(PageLinkElementHandler, "get_attribute_data", link_data)
    patch(DocumentLinkElementHandler, "get_attribute_data", document_link_data)
    patch(DraftailRichTextArea, "value_from_datadict", rich_text_value)
    patch(ReferenceIndex, "get_references_to", visible_references)
    patch(ReferenceIndex, "get_references_to_in_bulk", visible_references)
    patch(LockedPagesView, "get_queryset", visible_locked_pages)
    patch(PageTypesUsageReportView, "decorate_paginated_queryset", visible_page_types)
    patch(type(PageLogEntry.objects), "viewable_by_user", visible_page_log)
    patch(type(ModelLogEntry.objects), "viewable_by_user", visible_model_log)
    patch(PageTranslationsField, "to_representation", visible_relatives)
    patch(PageAncestorsField, "to_representation", visible_relatives)
    patch(ImagesAdminAPIViewSet, "get_queryset", visible_in_api)
    patch(DocumentsAdminAPIViewSet, "get_queryset", visible_in_api)
    patch(mail.EmailNotificationMixin, "get_valid_recipients", filter_recipients)
    patch(edit, "send_notification", notify_permitted_users)
    for module in TAG_MODULES:
        patch(module, "popular_tags_for_model", popular_visible_tags)
