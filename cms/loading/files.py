"""Images and documents, drawn and put into Wagtail's library."""

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
from cms.loading.printing import printed
from cms.loading.sources import Data, PageSource
from cms.staff.section_collections import assign_collection

DRAWN = "original_images"
PRINTED = "documents"


def add_picture(made: Created, data: Data) -> None:
    """Draw a picture of images.toml."""
    made.images[data["name"]] = _image(data["title"], data["name"], data["alt"], picture(data))


def add_map(made: Created, sheet: PageSource) -> None:
    """Draw a country's map."""
    drawn = sheet.data["map"]
    name = f"map-{sheet.data['slug']}"
    png = country_map(drawn["outline"], drawn["places"])
    made.images[name] = _image(f"Map of {sheet.data['country_name']}", name, drawn["alt"], png)


def add_document(made: Created, data: Data) -> None:
    """Print a document of documents.toml, with its topics as tags."""
    content = printed(data["title"], data["lines"])
    check_document(BytesIO(content), data["filename"])
    _clear(PRINTED, data["filename"])
    document = get_document_model()(title=data["title"], file=ContentFile(content, data["filename"]))
    document.save()
    document.tags.set([made.topics[slug].name for slug in data["topics"]])
    made.documents[data["name"]] = document


def place(made: Created) -> None:
    """Put each file into the collection of the section whose pages use it, where its editors find it."""
    for file in (*made.images.values(), *made.documents.values()):
        file.refresh_from_db()  # a page above TLP:GREEN has perhaps closed it already
        if file.collection.is_root():
            assign_collection(file)


def _image(title: str, name: str, description: str, png: bytes) -> Any:
    check_picture(BytesIO(png))
    _clear(DRAWN, f"{name}.png")
    image = get_image_model()(title=title, description=description, file=ImageFile(BytesIO(png), f"{name}.png"))
    image.save()
    return image


def _clear(folder: str, filename: str) -> None:
    """Take away what a load that was interrupted has left: its rows are gone, its files are not."""
    path = f"{folder}/{filename}"
    used = (
        get_image_model().objects.filter(file=path).exists() or get_document_model().objects.filter(file=path).exists()
    )
    if not used:
        default_storage.delete(path)
