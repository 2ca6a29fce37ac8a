"""Creates images and documents in Wagtail's library."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.files.checks.documents import check_document
from cms.files.checks.pictures import check_picture
from cms.loading.created import Created
from cms.loading.drawing import country_map, picture
from cms.loading.printing import build_pdf
from cms.loading.sources import Data, PageSource
from cms.staff.section_collections import assign_collection

DRAWN = "original_images"
PRINTED = "documents"


def add_picture(created: Created, data: Data) -> None:
    """Draw a picture of images.toml."""
    created.images[data["name"]] = _add_image(data["title"], data["name"], data["alt"], picture(data))


def add_map(created: Created, source: PageSource) -> None:
    """Draw a country's map."""
    drawn = source.data["map"]
    name = f"map-{source.data['slug']}"
    png = country_map(drawn["outline"], drawn["places"])
    created.images[name] = _add_image(f"Map of {source.data['country_name']}", name, drawn["alt"], png)


def add_document(created: Created, data: Data) -> None:
    """Create a document of documents.toml, with its topics as tags."""
    content = build_pdf(data["title"], data["lines"])
    check_document(BytesIO(content), data["filename"])
    _delete_leftover(PRINTED, data["filename"])
    document = get_document_model()(title=data["title"], file=ContentFile(content, data["filename"]))
    document.save()
    document.tags.set([created.topics[slug].name for slug in data["topics"]])
    created.documents[data["name"]] = document


def assign_collections(created: Created) -> None:
    """Move each file to the collection of the section whose pages use it, where its editors will look for it."""
    for file in (*created.images.values(), *created.documents.values()):
        file.refresh_from_db()  # a page above TLP:GREEN may have closed it already
        if file.collection.is_root():
            assign_collection(file)


def _add_image(title: str, name: str, description: str, png: bytes) -> Any:
    check_picture(BytesIO(png))
    _delete_leftover(DRAWN, f"{name}.png")
    image = get_image_model()(title=title, description=description, file=ImageFile(BytesIO(png), f"{name}.png"))
    image.save()
    return image


def _delete_leftover(folder: str, filename: str) -> None:
    """Delete a file that an interrupted load left behind: its row was rolled back, but the file was not."""
    path = f"{folder}/{filename}"
    used = (
        get_image_model().objects.filter(file=path).exists() or get_document_model().objects.filter(file=path).exists()
    )
    if not used:
        default_storage.delete(path)
