"""LibreOffice's documents (ODF): nothing in them may run, load or hide another file."""

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
LINKING = {"a"}  # the element of a link to follow; every other one loads what it names
SCRIPT = ":script:"
EXECUTED = {"execute", "macro", "verb"}


def check_open_document(file: BinaryIO, extension: str) -> None:
    """Refuse an OpenDocument that is not what its extension says, or that is active."""
    archive = Archive(file, has="mimetype")
    kind = archive.read("mimetype").decode("ascii").strip()
    if kind != DOCUMENTS[extension]:
        named = next((ext for ext, media in DOCUMENTS.items() if media == kind and OPEN_DOCUMENT in media), "")
        raise RejectedFile(
            f"The file is a {named} that is named {extension}. Rename it and upload it again."
            if named
            else "The file is no .odt, .ods or .odp document: a template, say. Save it as one of these."
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
            raise RejectedFile("The file needs a password. Save it without one and upload the result.")
        if tag == "event-listener" and SCRIPT in element.tag:
            raise RejectedFile("The file contains macros. Save it without them.")
        if tag in ACTIVE:
            raise RejectedFile(f"The file contains {ACTIVE[tag]}. Take that out.")
        for key, value in element.attrib.items():
            _check_attribute(name, tag, key.rpartition("}")[2], value.strip())


def _check_attribute(part: str, tag: str, name: str, value: str) -> None:
    if name == "formula" and "DDE(" in value.upper().replace(" ", ""):
        raise RejectedFile("The file contains data from another program (DDE). Take that out.")
    if name == "media-type" and "oleobject" in value:
        raise RejectedFile("The file contains an embedded object. Put a picture of it in its place.")
    if name == "action" and value in EXECUTED:
        raise RejectedFile("The file contains a button that starts a program or a macro. Take it out.")
    if name == "href" and tag in LINKING and (scheme := disallowed_scheme(value)):
        raise RejectedFile(f"The file contains a link that begins with {scheme}:. Take it out, or link to a web page.")
    # A part of an embedded chart may name its neighbours; from the document itself `..` leads out of the file.
    outside = ":" in value or value.startswith(("/", "\\")) or (value.startswith("..") and "/" not in part)
    if name == "href" and tag not in LINKING and outside:
        raise RejectedFile("The file loads something from elsewhere, a linked picture, say. Embed it.")
