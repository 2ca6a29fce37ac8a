"""What passes by the page types' own methods: plain Pages that were moved or expired, and deletions in bulk."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page

from cms.lifecycle import BOOKKEEPING, log_transaction, settle, settle_descendants, withdraw
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from cms.translations import covering_translations
from publishing.record import record_withdrawal


def settle_plain_page(sender: Any, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Settle a page that was saved as plain Page, within the transaction of that save."""
    bookkeeping = update_fields is not None and BOOKKEEPING.issuperset(update_fields)
    if raw or created or bookkeeping:  # raw: the content types are perhaps not loaded yet
        return
    page_type = instance.specific_class
    if page_type is None or not issubclass(page_type, HubPage):
        return
    settle(page_type.objects.get(pk=instance.pk))
    settle_descendants(instance)


def withdraw_deleted_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a page that is about to be deleted, in the deletion's transaction."""
    with log_transaction(), covering_translations(instance):
        withdraw(instance)


def withdraw_deleted_snippet(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a snippet that is about to be deleted, in that transaction; with the source, its translations."""
    with log_transaction():
        record_withdrawal(instance.translation_key, instance.locale.language_code)
        if instance.locale.language_code == settings.LANGUAGE_CODE:
            instance.get_translations().delete()


def connect(models: list[type[Any]]) -> None:
    """Listen to the models of this app."""
    post_save.connect(settle_plain_page, sender=Page, dispatch_uid="cms.settle_plain_page")
    for model in models:
        if issubclass(model, HubPage):
            pre_delete.connect(withdraw_deleted_page, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
        elif issubclass(model, PublishedSnippet):
            pre_delete.connect(withdraw_deleted_snippet, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
