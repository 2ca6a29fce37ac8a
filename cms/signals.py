"""What passes by the page types' own methods: plain Pages that were moved or expired, and deletions in bulk."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.signals import post_init, post_save, pre_delete, pre_save
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from cms.content.cleaning import clean_model
from cms.files.published import generate_renditions
from cms.lifecycle.recorded_page import BOOKKEEPING_FIELDS
from cms.lifecycle.stale_copies import SaveKind, remember_row, update_stale_copy
from cms.lifecycle.sync import relocate_descendants, sync_page, withdraw_page
from cms.lifecycle.transactions import log_transaction
from cms.lifecycle.translations import updating_translations
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from cms.staff.handling import record_draft_handling
from cms.staff.models import OPEN_STRICTNESS
from cms.staff.section_collections import move_to_closed_collection
from publishing.log.record import record_withdrawal
from publishing.models import LogHead


def remember_plain_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Note what the row of a plain Page said when it was loaded."""
    if instance.pk:
        remember_row(instance)


def keep_plain_page(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Bring an old copy up to its row before it is written as plain Page."""
    if raw or update_fields is not None or instance._state.adding:
        return
    if connection.in_atomic_block:
        LogHead.lock()
    if update_stale_copy(instance) is SaveKind.STALE:
        instance.refresh_from_db()


def settle_plain_page(sender: Any, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Settle a page that was saved as plain Page, within the transaction of that save."""
    bookkeeping = update_fields is not None and BOOKKEEPING_FIELDS.issuperset(update_fields)
    if raw or created or bookkeeping:  # raw: the content types are perhaps not loaded yet
        return
    page_type = instance.specific_class
    if page_type is None or not issubclass(page_type, HubPage):
        return
    sync_page(page_type.objects.get(pk=instance.pk))
    relocate_descendants(instance)


def withdraw_deleted_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a page that is about to be deleted, in the deletion's transaction."""
    with log_transaction(), updating_translations(instance):
        withdraw_page(instance)


def withdraw_deleted_snippet(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a snippet that is about to be deleted, in that transaction; with the source, its translations."""
    with log_transaction():
        record_withdrawal(instance.translation_key, instance.locale.language_code)
        if instance.locale.language_code == settings.LANGUAGE_CODE:
            instance.get_translations().delete()


# Where people write: titles of images and files, names of people and collections, comments, what history calls a page.
WRITTEN = frozenset({"auth", "cms", "wagtailcore", "wagtaildocs", "wagtailimages"})
# Of other apps by model: their tables also hold texts whose digests are kept, or that the public typed.
WRITTEN_TOO = frozenset({"partners.apikey", "partners.partner", "search.bestbet", "search.synonymset"})


def clean_texts(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Clean what is saved, however it came to be. An address that is refused keeps nobody from ending a publication."""
    if raw or (sender._meta.app_label not in WRITTEN and sender._meta.label_lower not in WRITTEN_TOO):
        return
    try:
        clean_model(instance, update_fields)
    except ValidationError:
        if getattr(instance, "live", True):
            raise


def guard_draft(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Hide a page whose draft is above TLP:GREEN, and its files, in the transaction that saves the draft."""
    if raw or not issubclass(instance.base_content_type.model_class() or object, Page):
        return
    if (record_draft_handling(instance) or 0) > OPEN_STRICTNESS:
        draft = instance.as_object()
        move_to_closed_collection(draft, draft)


def draw_for_readers(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Draw a picture once it is stored: a publication, which holds the log's lock, then finds it drawn."""
    if not raw:
        transaction.on_commit(partial(generate_renditions, instance), robust=True)


def connect(models: list[type[Any]]) -> None:
    """Listen to the models of this app."""
    pre_save.connect(clean_texts, dispatch_uid="cms.clean_texts")
    post_init.connect(remember_plain_page, sender=Page, dispatch_uid="cms.remember_plain_page")
    pre_save.connect(keep_plain_page, sender=Page, dispatch_uid="cms.keep_plain_page")
    post_save.connect(settle_plain_page, sender=Page, dispatch_uid="cms.settle_plain_page")
    post_save.connect(guard_draft, sender=Revision, dispatch_uid="cms.guard_draft")
    post_save.connect(draw_for_readers, sender=get_image_model(), dispatch_uid="cms.draw_for_readers")
    for model in models:
        if issubclass(model, HubPage):
            pre_delete.connect(withdraw_deleted_page, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
        elif issubclass(model, PublishedSnippet):
            pre_delete.connect(withdraw_deleted_snippet, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
