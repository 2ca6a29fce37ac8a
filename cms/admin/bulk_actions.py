"""Wagtail's bulk actions on pages, page by page."""

from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)

from cms.editing.page_by_page import PageByPage
from cms.review.bulk_action import Attest


class Publish(PageByPage, PublishBulkAction):
    """Publish each page."""


class Unpublish(PageByPage, UnpublishBulkAction):
    """Unpublish each page."""


class Delete(PageByPage, DeleteBulkAction):
    """Delete each page and its descendants."""


class Move(PageByPage, MoveBulkAction):
    """Move each page and its descendants."""


# After Wagtail's own (order 0), which they replace.
for action in (Publish, Unpublish, Delete, Move, Attest):
    hooks.register("register_bulk_action", action, order=100)
