"""Media types of files by their extensions; the machine's /etc/mime.types is never used."""

from pathlib import PurePath

UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
DOCUMENTS = {
    ".csv": "text/csv",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".odp": f"{OPEN_DOCUMENT}.presentation",
    ".ods": f"{OPEN_DOCUMENT}.spreadsheet",
    ".odt": f"{OPEN_DOCUMENT}.text",
    ".pdf": "application/pdf",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".txt": "text/plain",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


def media_type(filename: str) -> str:
    """Return the media type of an image or document; UNKNOWN for every other file."""
    return (PICTURES | DOCUMENTS).get(PurePath(filename).suffix.lower(), UNKNOWN)
