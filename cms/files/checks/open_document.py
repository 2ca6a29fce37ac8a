"""LibreOffice documents (ODF): rejected if they run code, load other files or hide files."""

from typing import BinaryIO

from cms.files.checks.archives import Archive, disallowed_scheme
from cms.files.checks.rejection import RejectedFile
from publishing.content.media_types import DOCUMENTS, OPEN_DOCUMENT

MANIFEST = "META-INF/manifest.xml"
FOLDERS = ("basic/", "scripts/", "dialogs/")
ACTIVE = {
    "script": "macros",
    "library": "macros",
    "object-ole": "an embedded object",
    "applet": "an applet",
    "plugin": "a plug-in",
    "dde-connection": "data from another program (DDE)",
    "dde-connection-decl": "data from another program (DDE)",
    "dde-source": "data from another program (DDE)",
    "dde-link": "data from another program (DDE)",
    "table-source": "data from another file",
    "cell-range-source": "data from another file",
    "section-source": "text from another file",
    "database-source-sql": "data from a database",
    "database-source-table": "data from a database",
    "database-source-query": "data from a database",
}
LINKING = {"a"}  # a link for readers to follow; any other element loads its target
SCRIPT = ":script:"
EXECUTED = {"execute", "macro", "verb"}


def check_open_document(file: BinaryIO, extension: str) -> None:
    """Reject an OpenDocument file that does not match its extension, or has active content."""
    archive = Archive(file, required="mimetype")
    kind = archive.read("mimetype").decode("ascii").strip()
    if kind != DOCUMENTS[extension]:
        named = next((ext for ext, media in DOCUMENTS.items() if media == kind and OPEN_DOCUMENT in media), "")
        raise RejectedFile(
            f"This is a {named} file with the extension {extension}. Rename it and upload it again."
            if named
            else "The file is not an .odt, .ods or .odp document. It may be a template: save it as one of these."
        )
    if any(name.lower().startswith(FOLDERS) and not name.endswith("/") for name in archive.names):
        raise RejectedFile("The file contains macros. Save it without them.")
    for name in archive.names:
        # LibreOffice writes an empty Configurations2/accelerator/current.xml.
        if name.endswith(".xml") and archive.size(name):
            _check_elements(archive, name)


def _check_elements(archive: Archive, name: str) -> None:
    for element in archive.elements(name):
        tag = element.tag.rpartition("}")[2]
        if name == MANIFEST and tag == "encryption-data":
            raise RejectedFile("The file needs a password. Save it without one and upload the new copy.")
        if tag == "event-listener" and SCRIPT in element.tag:
            raise RejectedFile("The file contains macros. Save it without them.")
        if tag in ACTIVE:
            raise RejectedFile(f"The file contains {ACTIVE[tag]}. Remove it.")
        for key, value in element.attrib.items():
            _check_attribute(name, tag, key.rpartition("}")[2], value.strip())


def _check_attribute(part: str, tag: str, name: str, value: str) -> None:
    if name == "formula" and "DDE(" in value.upper().replace(" ", ""):
        raise RejectedFile("The file contains data from another program (DDE). Remove it.")
    if name == "media-type" and "oleobject" in value:
        raise RejectedFile("The file contains an embedded object. Replace it with a picture.")
    if name == "action" and value in EXECUTED:
        raise RejectedFile("The file contains a button that starts a program or a macro. Remove it.")
    if name == "href" and tag in LINKING and (scheme := disallowed_scheme(value)):
        raise RejectedFile(f"The file contains a link that begins with {scheme}:. Remove it, or link to a web page.")
    # A part of an embedded chart may refer to its neighbours; in the document itself `..` leads out of the file.
    outside = ":" in value or value.startswith(("/", "\\")) or (value.startswith("..") and "/" not in part)
    if name == "href" and tag not in LINKING and outside:
        raise RejectedFile("The file loads something from elsewhere, such as a linked picture. Embed it.")
