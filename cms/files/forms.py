"""The forms in which Wagtail takes files (new, replaced, many at once, in a chooser), with our checks."""

from typing import Any

from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.files.checks.documents import ACCEPTED, check_document
from cms.files.checks.pictures import check_picture
from cms.files.checks.scanner import check_for_viruses


class PictureField(WagtailImageField):
    """Checks a picture before Wagtail does, which would unpack it first."""

    def to_python(self, data: Any) -> Any:
        """Return the picture, or say why it is not taken."""
        if data and data.size:
            self.check_image_file_size(data)
            check_picture(data)
        return super().to_python(data)


class DocumentField(WagtailDocumentField):
    """Checks a document by its content."""

    def to_python(self, data: Any) -> Any:
        """Return the file, or say why it is not taken."""
        file = super().to_python(data)
        if file is not None:
            check_document(file, file.name)
        return file


class PictureForm(BaseImageForm):
    """An image, checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _check_with(PictureField, self)

    def clean_file(self) -> Any:
        """Scan what is new."""
        return _scanned(self)


class DocumentForm(BaseDocumentForm):
    """A document, checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _check_with(DocumentField, self)
        if "file" in self.fields:
            self.fields["file"].help_text += f" Kinds: {ACCEPTED}."

    def clean_file(self) -> Any:
        """Scan what is new."""
        return _scanned(self)


def _check_with(field: type[PictureField | DocumentField], form: Any) -> None:
    """Put our field in the place of Wagtail's: a form's base class cannot choose it (formfield_callback does)."""
    if own := form.fields.get("file"):
        form.fields["file"] = field(
            label=own.label, required=own.required, widget=own.widget, max_length=own.max_length, initial=own.initial
        )


def _scanned(form: Any) -> Any:
    file = form.cleaned_data["file"]
    if file and "file" in form.changed_data:
        check_for_viruses(file)
    return file
