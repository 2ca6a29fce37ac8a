"""The collections of a section: an open one for its groups and, below it, a closed one for files above TLP:GREEN."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Page, ReferenceIndex

from cms.staff.files import file_models
from cms.staff.models import OPEN_STRICTNESS, SectionFiles

CLOSED_NAME = "{}: closed (above TLP:GREEN)"
SECTION_DEPTH = 3


def get_or_create_collections(section: Any) -> SectionFiles:
    """Return the collections of a section, created on first use."""
    found = SectionFiles.objects.filter(section_key=section.translation_key).first()
    if found is not None:
        return found
    collection = Collection.get_first_root_node().add_child(name=section.title[:255])
    closed = collection.add_child(name=CLOSED_NAME.format(section.title[:220]))
    return SectionFiles.objects.create(section_key=section.translation_key, collection=collection, closed=closed)


def find_section(page: Any) -> Any:
    """Return the top-level section of a page, or the page directly below the root if it is in none."""
    ancestors = page.get_ancestors(inclusive=True).filter(depth__gt=1, depth__lte=SECTION_DEPTH)
    found = {ancestor.depth: ancestor for ancestor in ancestors.select_related("content_type")}
    section = found.get(SECTION_DEPTH)
    is_section = section is not None and section.content_type.model == "section"
    return section if is_section else found[SECTION_DEPTH - 1]


def move_to_closed_collection(page: Any, content: Any = None) -> None:
    """Move the files of a page above TLP:GREEN to the closed collection of its section, unless an open page uses them.

    `content` is the page as it is in a draft; if it is omitted, the row counts.
    """
    uses = list(ReferenceIndex._extract_references_from_object(content or page))
    closed = None
    for model in file_models():
        content_type = ContentType.objects.get_for_model(model).pk
        used = {int(to_object_id) for to_content_type, to_object_id, *_ in uses if to_content_type == content_type}
        open_files = model.objects.filter(pk__in=used - _find_openly_used(content_type, used)).exclude(
            collection__in=SectionFiles.objects.values("closed")
        )
        for file in open_files:
            closed = closed or get_or_create_collections(find_section(page)).closed
            file.collection = closed
            file.save(update_fields=["collection"])


def _find_openly_used(content_type: int, files: set[int]) -> set[int]:
    """Return the files that a page at TLP:GREEN or below uses."""
    uses = ReferenceIndex.objects.filter(
        to_content_type=content_type,
        to_object_id__in=[str(file) for file in files],
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("to_object_id", "object_id")
    pairs = {(int(file), int(page)) for file, page in uses}
    open_pages = Page.objects.filter(pk__in={page for _, page in pairs}, handling__level__lte=OPEN_STRICTNESS)
    known = set(open_pages.values_list("pk", flat=True))
    return {file for file, page in pairs if page in known}


def assign_collection(file: Any) -> None:
    """Move a file to the section's collection of a page that uses it, preferably an open page.

    A file that no page uses stays where it is.
    """
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(file),
        to_object_id=str(file.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    pages = Page.objects.filter(pk__in=[int(page) for page in uses.values_list("object_id", flat=True)])
    page = pages.select_related("handling").order_by("handling__level", "pk").first()
    if page is None:
        return
    collections = get_or_create_collections(find_section(page))
    file.collection = collections.collection if page.handling.level <= OPEN_STRICTNESS else collections.closed
    file.save(update_fields=["collection"])
