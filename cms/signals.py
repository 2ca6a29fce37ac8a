"""What passes by the page types' own methods: plain Pages that were moved or expired, and deletions in bulk."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page, Revision

from cms.lifecycle import BOOKKEEPING, log_transaction, settle, settle_descendants, withdraw
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from cms.staff.collections import close_files
from cms.staff.handling import record_draft_handling
from cms.staff.models import OPEN_LEVEL
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
    with log_transaction():
        withdraw(instance)


def withdraw_deleted_snippet(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdraw a snippet that is about to be deleted, in the deletion's transaction."""
    with log_transaction():
        record_withdrawal(instance.translation_key, instance.locale.language_code)


def guard_draft(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Hide a page whose draft is above TLP:GREEN, and its files, in the transaction that saves the draft."""
    if raw or not issubclass(instance.base_content_type.model_class() or object, Page):
        return
    if (record_draft_handling(instance) or 0) > OPEN_LEVEL:
        draft = instance.as_object()
        close_files(draft, draft)


def connect(models: list[type[Any]]) -> None:
    """Listen to the models of this app."""
    post_save.connect(settle_plain_page, sender=Page, dispatch_uid="cms.settle_plain_page")
    post_save.connect(guard_draft, sender=Revision, dispatch_uid="cms.guard_draft")
    for model in models:
        if issubclass(model, HubPage):
            pre_delete.connect(withdraw_deleted_page, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
        elif issubclass(model, PublishedSnippet):
            pre_delete.connect(withdraw_deleted_snippet, sender=model, dispatch_uid=f"cms.delete.{model.__name__}")
