"""Wagtail's upload forms (new file, replacement, multiple upload, chooser), with the checks of content."""

from typing import Any

from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.files.checks.documents import ACCEPTED, check_document
from cms.files.checks.pictures import check_picture
from cms.files.checks.scanner import check_for_viruses


class PictureField(WagtailImageField):
    """Checks a picture before Wagtail, which would unpack it first."""

    def to_python(self, data: Any) -> Any:
        """Return the picture, or raise the reason for rejecting it."""
        if data and data.size:
            self.check_image_file_size(data)
            check_picture(data)
        return super().to_python(data)


class DocumentField(WagtailDocumentField):
    """Checks a document by its content."""

    def to_python(self, data: Any) -> Any:
        """Return the file, or raise the reason for rejecting it."""
        file = super().to_python(data)
        if file is not None:
            check_document(file, file.name)
        return file


class ScansFile:
    """For upload forms: scans a new file for viruses."""

    def clean_file(self: Any) -> Any:
        """Scan the file if it is new."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_for_viruses(file)
        return file


class PictureForm(ScansFile, BaseImageForm):
    """The upload form of images."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_field(PictureField, self)


class DocumentForm(ScansFile, BaseDocumentForm):
    """The upload form of documents."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_field(DocumentField, self)
        if "file" in self.fields:
            self.fields["file"].help_text += f" Accepted types: {ACCEPTED}."


def _replace_field(field: type[PictureField | DocumentField], form: Any) -> None:
    """Replace Wagtail's file field: a base form class cannot choose it (formfield_callback does)."""
    if own := form.fields.get("file"):
        form.fields["file"] = field(
            label=own.label, required=own.required, widget=own.widget, max_length=own.max_length, initial=own.initial
        )
