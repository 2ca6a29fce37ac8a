"""Word, Excel and PowerPoint (OOXML): rejected if they run code, load other files or hide files."""

from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element

from cms.files.checks.archives import Archive, disallowed_scheme
from cms.files.checks.rejection import RejectedFile

MAIN_PARTS = {
    "wordprocessingml.document": ".docx",
    "spreadsheetml.sheet": ".xlsx",
    "presentationml.presentation": ".pptx",
}
PREFIX = "application/vnd.openxmlformats-officedocument."
MACROS = "macros. Save it without them (as .docx, .xlsx or .pptx)"
# What relationships bring in, by the last part of their type.
ACTIVE = {
    "vbaProject": MACROS,
    "wordVbaData": MACROS,
    "xlMacrosheet": MACROS,
    "xlIntlMacrosheet": MACROS,
    "oleObject": "an embedded object. Replace it with a picture",
    "control": "an ActiveX control. Remove it",
    "activeXControlBinary": "an ActiveX control. Remove it",
    "externalLink": "links to other workbooks. Break them (Data, Edit Links)",
    "aFChunk": "another document that it imports. Paste its text instead",
    "subDocument": "another document that it loads. Paste its text instead",
    "mailMergeSource": "a mail merge. Finish it first",
    "mailMergeHeaderSource": "a mail merge. Finish it first",
    "connections": "connections to data elsewhere. Delete them (Data, Queries & Connections)",
    "queryTable": "connections to data elsewhere. Delete them (Data, Queries & Connections)",
    "customUI": "custom buttons. Remove them",
    "extensibility": "custom buttons. Remove them",
    "webextension": "an add-in. Remove it",
    "webextensiontaskpanes": "an add-in. Remove it",
}
FIELDS = {"DDE", "DDEAUTO", "LINK", "EMBED", "IMPORT", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "DATABASE"}
PROGRAMS = ("ppaction://program", "ppaction://macro", "ppaction://ole")
EMBEDDED = {"docx", "xlsx", "pptx"}
XML = {"xml", "rels", "psmdcp"}
DRAWINGS = {"bmp", "emf", "gif", "ico", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "vml", "wdp", "webp", "wmf"}
OTHER = {"odttf", "fntdata", "ttf", "m4a", "m4v", "mov", "mp3", "mp4", "wav"}  # fonts, sound, film


def check_office(file: BinaryIO, extension: str, depth: int = 0) -> None:
    """Reject an Office file that does not match its extension, or has active content."""
    archive = Archive(file, required="[Content_Types].xml")
    types = [element.get("ContentType", "") for element in archive.elements("[Content_Types].xml")]
    if any("macroEnabled" in content_type or "vbaProject" in content_type for content_type in types):
        raise RejectedFile(f"The file contains {MACROS}.")
    mains = [main for main in MAIN_PARTS if f"{PREFIX}{main}.main+xml" in types]
    if not mains:
        raise RejectedFile("The file is not a Word, Excel or PowerPoint document. Save it as .docx, .xlsx or .pptx.")
    found = MAIN_PARTS[mains[0]]
    if found != extension or len(mains) > 1:
        raise RejectedFile(f"This is a {found} file with the extension {extension}. Rename it and upload it again.")
    for name in archive.names:
        if not name.endswith("/"):
            _check_part(archive, name, depth)


def _check_part(archive: Archive, name: str, depth: int) -> None:
    """Check XML parts and the workbooks embedded in charts; reject anything that may be a program."""
    path, suffix = name.lower(), name.lower().rpartition(".")[2]
    if suffix == "rels":
        for relation in archive.elements(name):
            _check_relation(relation)
    elif suffix in XML:
        _check_elements(archive, name)
    elif "/embeddings/" in path and suffix in EMBEDDED and not depth:
        check_office(BytesIO(archive.read(name)), f".{suffix}", depth + 1)
    elif "/embeddings/" in path:
        raise RejectedFile(f"The file contains {ACTIVE['oleObject']}.")
    elif suffix not in DRAWINGS | OTHER and "/printersettings/" not in path:
        raise RejectedFile(
            "The file contains macros, an embedded object or another part that may be a program. Remove it."
        )


def _check_relation(relation: Element) -> None:
    what = relation.get("Type", "").rpartition("/")[2]
    if what in ACTIVE:
        raise RejectedFile(f"The file contains {ACTIVE[what]}.")
    if relation.get("TargetMode", "").lower() != "external":
        return
    if what != "hyperlink":
        raise RejectedFile(
            f"The file loads something from elsewhere ({''.join(filter(str.isalnum, what))}), such as a linked picture "
            "or a template. Embed the pictures and attach the template “Normal”."
        )
    if scheme := disallowed_scheme(relation.get("Target", "").strip()):
        raise RejectedFile(f"The file contains a link that begins with {scheme}:. Remove it, or link to a web page.")


def _check_elements(archive: Archive, name: str) -> None:
    fields = _Fields()
    for element in archive.elements(name):
        tag = element.tag.rpartition("}")[2]
        if tag in {"instrText", "fldChar", "fldSimple"}:
            fields.read(tag, element)
        elif tag in {"ddeLink", "oleLink"}:
            raise RejectedFile("The file takes data from another program (DDE). Take that out.")
        elif any(value.lower().startswith(PROGRAMS) for value in element.attrib.values()):
            raise RejectedFile("The file contains a button that starts a program or a macro. Remove it.")
    fields.reject_active()


class _Fields:
    """The fields of a Word part. Their text is split over several elements, and fields may be nested."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.codes: list[str] = []

    def read(self, tag: str, element: Element) -> None:
        """Read the next element."""
        kind = _attribute(element, "fldCharType")
        if tag == "fldSimple":
            self.codes.append(_attribute(element, "instr"))
        elif kind == "begin":
            if self.open and not self.open[-1].strip():
                self.codes.append("DDE")  # a nested field instead of a name hides the name
            self.open.append("")
        elif kind == "end" and self.open:
            self.codes.append(self.open.pop())
        elif tag == "instrText" and self.open:
            self.open[-1] += element.text or ""
        elif tag == "instrText":
            self.codes.append(element.text or "")

    def reject_active(self) -> None:
        """Reject fields that load a file or start a program."""
        for code in [*self.codes, *self.open]:
            for name in code.upper().split()[:1]:
                if name in FIELDS:
                    raise RejectedFile(f"The file contains a field {name}, which loads something. Convert it to text.")


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
