"""Rules that more than one page type keeps."""

from typing import Any

from django.core.exceptions import ValidationError

from cms.content.paths import public_path
from cms.lifecycle.minor_editions import minor_if_only_files_differ
from publishing.access.audiences import Audience, Marking
from publishing.kinds import UpdateType
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition, item_id
from publishing.models import ContentItem

HOME_DEPTH = 2
STALE_NOTE = "Readers know this note from the last edition. Say what changed this time, or make it a minor update."
# First parts of addresses that are no items (hub/urls.py, website/urls.py, graphql_api/http/urls.py).
RESERVED = frozenset(
    {
        "account",
        "admin",
        "assets",
        "chwilio",
        "cy",
        "feeds",
        "graphql",
        "healthz",
        "lefel-bygythiad",
        "readyz",
        "search",
        "static",
        "threat-level",
        "topics",
    }
)


def check_handling(page: Any) -> None:
    """Check that the audience is no wider than the marking allows, and that what stands in for the page can."""
    problems: dict[str, str] = {}
    audience, marking = Audience(page.audience), Marking(page.marking)
    if audience < marking.widest_audience:
        problems["audience"] = f"{marking.label} is at the widest for: {marking.widest_audience.label}."
    if marking == Marking.AMBER_STRICT and not page.named_projects.all():
        problems["named_projects"] = f"{marking.label} is for members of projects: choose at least one."
    if page.replaced_by_id and page.replaced_by_id == page.pk:
        problems["replaced_by"] = "A page does not replace itself."
    if problems:
        raise ValidationError(problems)


def check_change_note(page: Any) -> None:
    """Check that a major update of what readers have says what changed, and that it says so of this update."""
    if page.update_type != UpdateType.MAJOR:
        return
    item = ContentItem.objects.filter(pk=item_id(page.translation_key, page.locale.language_code)).first()
    edition = item.edition if item else None
    note = page.change_note.strip()
    # The note first: whether the content differs is known only once the whole page is converted.
    if item is None or edition is None or note not in ("", edition.change_note.strip()):
        return
    document = minor_if_only_files_differ(page.build_edition())
    if document.update_type != UpdateType.MAJOR or _is_known(item, document):
        return
    problem = STALE_NOTE if note else "Say what changed, or make it a minor update."
    raise ValidationError({"change_note": problem})


def _is_known(item: ContentItem, document: NewEdition) -> bool:
    assert item.edition is not None, "what readers have is an edition"
    return item.edition.content_hash == document.content_hash() or is_unchanged(item, document)


def check_path(page: Any) -> None:
    """Check that readers find nothing else at the page's address."""
    parent = page.get_parent()
    if parent is None or parent.is_root():
        return
    path = public_path(f"{parent.url_path}{page.slug}/", page.locale.language_code)
    if parent.depth == HOME_DEPTH and page.slug in RESERVED:
        raise ValidationError({"slug": f"The hub itself answers at {path}."})
    if is_path_taken(page, path):
        raise ValidationError({"slug": f"{path} is the address of another page. Choose another ending."})


def is_path_taken(page: Any, path: str) -> bool:
    """Whether readers find another item at the path. Which one is not said: the editor may not be allowed to know."""
    own = item_id(page.translation_key, page.locale.language_code)
    return ContentItem.objects.filter(path=path, gone="").exclude(pk=own).exists()


def check_unique(page: Any, field: str) -> None:
    """Check that no other page in the same language has this code. An alias shows another page's, and may."""
    value = getattr(page, field)
    others = (
        type(page)
        .objects.filter(**{field: value}, locale_id=page.locale_id, alias_of=None)
        .exclude(translation_key=page.translation_key)
    )
    if value and page.alias_of_id is None and others.exists():
        raise ValidationError({field: f"{value} is the code of another page. Choose another."})
