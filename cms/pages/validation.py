"""Validation shared by page types."""

from typing import Any

from django.core.exceptions import ValidationError

from cms.content.paths import public_path
from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from publishing.access.audiences import Audience, Marking
from publishing.kinds import UpdateType
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import item_id
from publishing.models import ContentItem

HOME_DEPTH = 2
STALE_NOTE = "This is the note of the last edition. Say what changed this time, or make this a minor update."
# First segments of paths that are not pages (hub/urls.py, website/urls.py, graphql_api/http/urls.py).
RESERVED = frozenset(
    {
        "account",
        "admin",
        "api",
        "assets",
        "chwilio",
        "cy",
        "datblygwyr",
        "developers",
        "embed",
        "feeds",
        "graphql",
        "healthz",
        "lefel-bygythiad",
        "marciadau",
        "markings",
        "oembed",
        "readyz",
        "search",
        "static",
        "threat-level",
        "topics",
    }
)


def check_handling(page: Any) -> None:
    """Check that the audience fits the marking, and that the page does not replace itself."""
    problems: dict[str, str] = {}
    audience, marking = Audience(page.audience), Marking(page.marking)
    if audience < marking.widest_audience:
        problems["audience"] = f"The widest audience for {marking.label} is: {marking.widest_audience.label}."
    if marking == Marking.AMBER_STRICT and not page.named_projects.all():
        problems["named_projects"] = f"{marking.label} is for members of projects: choose at least one project."
    if page.replaced_by_id and page.replaced_by_id == page.pk:
        problems["replaced_by"] = "A page cannot replace itself."
    if problems:
        raise ValidationError(problems)


def check_change_note(page: Any) -> None:
    """Check that a major update of a published page has a new change note."""
    if page.update_type != UpdateType.MAJOR:
        return
    item = ContentItem.objects.filter(pk=item_id(page.translation_key, page.locale.language_code)).first()
    current = item.edition if item else None
    note = page.change_note.strip()
    # The note is checked first: comparing the content requires converting the whole page.
    if item is None or current is None or note not in ("", current.change_note.strip()):
        return
    edition = minor_if_text_is_unchanged(page.build_edition())
    if edition.update_type != UpdateType.MAJOR:
        return
    if current.content_hash == edition.content_hash() or is_unchanged(item, edition):
        return
    problem = STALE_NOTE if note else "Say what changed, or make this a minor update."
    raise ValidationError({"change_note": problem})


def check_path(page: Any) -> None:
    """Check that nothing else is published at the page's address."""
    parent = page.get_parent()
    if parent is None or parent.is_root():
        return
    path = public_path(f"{parent.url_path}{page.slug}/", page.locale.language_code)
    if parent.depth == HOME_DEPTH and page.slug in RESERVED:
        raise ValidationError({"slug": f"{path} is reserved. Choose a different slug."})
    if is_path_taken(page, path):
        raise ValidationError({"slug": f"{path} is already the address of another page. Choose a different slug."})


def is_path_taken(page: Any, path: str) -> bool:
    """Whether another item is published at the path. Which one is not revealed: the editor may lack access."""
    own = item_id(page.translation_key, page.locale.language_code)
    return ContentItem.objects.filter(path=path, gone="").exclude(pk=own).exists()


def check_unique(page: Any, field: str) -> None:
    """Check that no other page in the same language has this code. An alias may repeat the code of its original."""
    value = getattr(page, field)
    others = (
        type(page)
        .objects.filter(**{field: value}, locale_id=page.locale_id, alias_of=None)
        .exclude(translation_key=page.translation_key)
    )
    if value and page.alias_of_id is None and others.exists():
        raise ValidationError({field: f"{value} is already the code of another page. Choose a different code."})
