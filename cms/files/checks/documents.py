"""The types of documents that are accepted, and the check of each. To add one, add a row here and its media type."""

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

RULES = 1  # increase this if a rule changes: documents that passed the old rules are then checked again
PDF, ZIP, OLE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The first bytes of the content. No text begins like this.
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
    "The file is in an old Office format, or needs a password. Save it as .docx, .xlsx or .pptx without a password."
)
OLD = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx", ".docm": ".docx", ".xlsm": ".xlsx", ".pptm": ".pptx"}


def check_document(file: BinaryIO, filename: str) -> None:
    """Reject a file that could do harm, or whose content does not match its extension."""
    extension = PurePath(filename).suffix.lower()
    if extension not in CHECKS:
        if extension in OLD:
            raise RejectedFile(
                f"{extension} files may contain macros. Save it as {OLD[extension]} and upload that copy."
            )
        raise RejectedFile(f"{_describe(file)} This type of file is not accepted. Documents can be: {ACCEPTED}.")
    file.seek(0)
    start = file.read(len(PDF))
    file.seek(0)
    expected = next((extensions for begins, extensions in SIGNATURES.items() if extension in extensions), ())
    actual = next((extensions for begins, extensions in SIGNATURES.items() if start.startswith(begins)), ())
    if start.startswith(OLE):
        raise RejectedFile(OLD_OR_LOCKED)
    if actual != expected and detect_type(file)[1] == extension:
        raise RejectedFile(DAMAGED)
    if actual != expected:
        raise RejectedFile(
            f"{_describe(file)} Its content does not match its extension, {extension}. Documents can be: {ACCEPTED}."
        )
    try:
        CHECKS[extension](file)
    finally:
        file.seek(0)


def _describe(file: BinaryIO) -> str:
    kind = describe_content(file)
    if "Office Open XML" in kind:  # every zip archive looks like one
        kind = "zip archive, which Office files are too"
    return f"The content looks like: {kind}." if kind else "We do not recognise the content."
