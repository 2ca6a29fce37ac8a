"""Signal handlers for what bypasses the methods of page types: plain Page instances, and bulk deletion."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.signals import post_init, post_save, pre_delete, pre_save
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TranslatableMixin

from cms.content.cleaning import clean_model
from cms.files.published import generate_renditions
from cms.lifecycle.previews import end_previews
from cms.lifecycle.recorded_page import BOOKKEEPING_FIELDS
from cms.lifecycle.release_gate import check_schedule
from cms.lifecycle.stale_instances import SaveKind, remember_row, update_stale_instance
from cms.lifecycle.sync import relocate_descendants, sync_page, withdraw_page, withdraw_snippet
from cms.lifecycle.transactions import log_transaction
from cms.lifecycle.translations import updating_translations
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from cms.staff.handling import record_draft_handling
from cms.staff.models import OPEN_STRICTNESS
from cms.staff.section_collections import move_to_closed_collection
from publishing.models import LogHead
from publishing.previews.documents import delete_previews


def remember_plain_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Remember the row of a plain Page when it is loaded."""
    if instance.pk:
        remember_row(instance)


def update_stale_plain_page(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Update a stale copy before it is saved as a plain Page."""
    if raw or update_fields is not None or instance._state.adding:
        return
    if connection.in_atomic_block:
        LogHead.lock()
    if update_stale_instance(instance) is SaveKind.STALE:
        instance.refresh_from_db()


def sync_plain_page(sender: Any, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Record a page that was saved as a plain Page, in the same transaction."""
    is_bookkeeping = update_fields is not None and BOOKKEEPING_FIELDS.issuperset(update_fields)
    if raw or created or is_bookkeeping:  # raw: the content types may not be loaded yet
        return
    page_type = instance.specific_class
    if page_type is None or not issubclass(page_type, HubPage):
        return
    sync_page(page_type.objects.get(pk=instance.pk))
    relocate_descendants(instance)


def withdraw_deleted_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a page that is about to be deleted, in the same transaction."""
    with log_transaction(), updating_translations(instance):
        withdraw_page(instance)
        delete_previews(instance.translation_key, instance.locale.language_code)


def withdraw_deleted_snippet(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a snippet that is about to be deleted, in the same transaction. Translations go with their source."""
    with log_transaction():
        withdraw_snippet(instance, instance.edition_languages())
        if isinstance(instance, TranslatableMixin) and instance.locale.language_code == settings.LANGUAGE_CODE:
            instance.get_translations().delete()


# Apps with texts that staff write: titles of images and files, names of people and collections, comments, the history.
CLEANED_APPS = frozenset({"auth", "cms", "wagtailcore", "wagtaildocs", "wagtailimages"})
# Other apps also store texts of the public, or texts that are hashed: their models are listed one by one.
CLEANED_MODELS = frozenset({"partners.apikey", "partners.partner", "search.bestbet", "search.synonymset"})


def clean_texts(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Clean texts whenever a model is saved. A disallowed URL must not prevent a page from being withdrawn."""
    if raw or (sender._meta.app_label not in CLEANED_APPS and sender._meta.label_lower not in CLEANED_MODELS):
        return
    try:
        clean_model(instance, update_fields)
    except ValidationError:
        if getattr(instance, "live", True):
            raise


def restrict_draft(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Hide a page whose draft is above TLP:GREEN, and its files, and end its previews, in the same transaction."""
    if raw or not issubclass(instance.base_content_type.model_class() or object, Page):
        return
    end_previews(instance)
    if (record_draft_handling(instance) or 0) > OPEN_STRICTNESS:
        draft = instance.as_object()
        move_to_closed_collection(draft, draft)


def check_scheduled_revision(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Refuse to schedule a revision that needs a release which it does not have."""
    is_scheduling = update_fields is None or "approved_go_live_at" in update_fields
    if not raw and is_scheduling and instance.approved_go_live_at is not None:
        check_schedule(instance)


def generate_image_renditions(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Generate renditions after an upload, so that a publication, which locks the log, need not do it."""
    if not raw:
        transaction.on_commit(partial(generate_renditions, instance), robust=True)


def connect(models: list[type[Any]]) -> None:
    """Connect the signal handlers."""
    pre_save.connect(clean_texts, dispatch_uid="cms.clean_texts")
    post_init.connect(remember_plain_page, sender=Page, dispatch_uid="cms.remember_plain_page")
    pre_save.connect(update_stale_plain_page, sender=Page, dispatch_uid="cms.update_stale_plain_page")
    post_save.connect(sync_plain_page, sender=Page, dispatch_uid="cms.sync_plain_page")
    pre_save.connect(check_scheduled_revision, sender=Revision, dispatch_uid="cms.check_scheduled_revision")
    post_save.connect(restrict_draft, sender=Revision, dispatch_uid="cms.restrict_draft")
    post_save.connect(generate_image_renditions, sender=get_image_model(), dispatch_uid="cms.generate_image_renditions")
    for model in models:
        if issubclass(model, HubPage):
            pre_delete.connect(withdraw_deleted_page, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
        elif issubclass(model, PublishedSnippet):
            pre_delete.connect(withdraw_deleted_snippet, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
