"""When a draft may be shown in partners' front ends, as far as its page decides, and when that ends."""

from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from cms.lifecycle.sync import goes_live_later
from publishing.models import PreviewedDocument
from publishing.previews.documents import PreviewRefusedError


def check_embargo(page: Any) -> None:
    """Raise PreviewRefusedError if the draft, or a scheduled version of its page, must not be seen before its time."""
    scheduled = page.scheduled_revision if page.pk else None
    until = page.go_live_at if goes_live_later(page) else scheduled and scheduled.approved_go_live_at
    if until:
        raise PreviewRefusedError(f"It is embargoed until {timezone.localtime(until):%d %B %Y at %H:%M}.")


def end_previews(revision: Revision) -> None:
    """Delete the previews of a page if its new draft is embargoed, or has another marking or audience."""
    if "marking" not in revision.content:
        return
    previews = PreviewedDocument.objects.filter(content_id=revision.content["translation_key"])
    if not previews.exists():
        return
    draft = revision.as_object()
    of_page = previews.of_item(draft.translation_key, draft.locale.language_code)
    try:
        check_embargo(draft)
    except PreviewRefusedError:
        of_page.delete()
    of_page.exclude(document__audience=draft.audience, document__marking=draft.marking).delete()
