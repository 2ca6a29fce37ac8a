"""Which files can be documents, and how each kind is looked through. To add one: a row here, a media type beside it."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import BinaryIO

from cms.files.checks.archives import DAMAGED, reject_if_unreadable
from cms.files.checks.office import check_office
from cms.files.checks.open_document import check_open_document
from cms.files.checks.pdf import check_pdf
from cms.files.checks.rejection import RejectedFile, describe_content, detect_type
from cms.files.checks.text import check_csv, check_text
from publishing.content.media_types import DOCUMENTS

RULES = 1  # to be raised when a rule changes: what passed the old ones is then looked at again
PDF, ZIP, OLE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# By what the content begins with, which no text does.
SIGNATURES = {PDF: (".pdf",), ZIP: (".docx", ".odp", ".ods", ".odt", ".pptx", ".xlsx")}
CHECKS: dict[str, Callable[[BinaryIO], object]] = {
    ".csv": check_csv,
    ".pdf": check_pdf,
    ".txt": check_text,
    **{
        extension: reject_if_unreadable(partial(check_office, extension=extension))
        for extension in (".docx", ".pptx", ".xlsx")
    },
    **{
        extension: reject_if_unreadable(partial(check_open_document, extension=extension))
        for extension in (".odp", ".ods", ".odt")
    },
}
ACCEPTED = ", ".join(sorted(extension[1:].upper() for extension in DOCUMENTS))
OLD_OR_LOCKED = (
    "The file is in an old Office format, or needs a password. Save it as .docx, .xlsx or .pptx, without a password."
)
OLD = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx", ".docm": ".docx", ".xlsm": ".xlsx", ".pptm": ".pptx"}


def check_document(file: BinaryIO, filename: str) -> None:
    """Refuse a file whose content is not a document of the kind its name says, or that could do harm."""
    extension = PurePath(filename).suffix.lower()
    if extension not in CHECKS:
        raise RejectedFile(_not_taken(file, extension))
    file.seek(0)
    start = file.read(len(PDF))
    file.seek(0)
    expected = next((extensions for begins, extensions in SIGNATURES.items() if extension in extensions), ())
    begun = next((extensions for begins, extensions in SIGNATURES.items() if start.startswith(begins)), ())
    if start.startswith(OLE):
        raise RejectedFile(OLD_OR_LOCKED)
    if begun != expected and detect_type(file)[1] == extension:
        raise RejectedFile(DAMAGED)
    if begun != expected:
        raise RejectedFile(
            f"{_it_is(file)} It is named {extension}, but its content is not. Documents are: {ACCEPTED}."
        )
    try:
        CHECKS[extension](file)
    finally:
        file.seek(0)


def _not_taken(file: BinaryIO, extension: str) -> str:
    if extension in OLD:
        return f"Files that end in {extension} may hold macros. Save it as {OLD[extension]} and upload the result."
    return f"{_it_is(file)} The hub does not take it as a document. Documents are: {ACCEPTED}."


def _it_is(file: BinaryIO) -> str:
    kind = describe_content(file)
    if "Office Open XML" in kind:  # every zip archive looks like one
        kind = "zip archive, which Office files are too"
    return f"The content looks like: {kind}." if kind else "The content is not recognised."
