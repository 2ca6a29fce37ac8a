"""Word, Excel and PowerPoint (OOXML): nothing in them may run, load or hide another file."""

from collections.abc import Iterator
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
# Relationships by the last part of their type: what they bring in.
ACTIVE = {
    "vbaProject": MACROS,
    "wordVbaData": MACROS,
    "xlMacrosheet": MACROS,
    "xlIntlMacrosheet": MACROS,
    "oleObject": "an embedded object. Put a picture of it in its place",
    "control": "an ActiveX control. Take it out",
    "activeXControlBinary": "an ActiveX control. Take it out",
    "externalLink": "links to other workbooks. Break them (Data, Edit Links)",
    "aFChunk": "another document that it imports. Paste its text instead",
    "subDocument": "another document that it loads. Paste its text instead",
    "mailMergeSource": "a mail merge. Finish it first",
    "mailMergeHeaderSource": "a mail merge. Finish it first",
    "connections": "connections to data elsewhere. Delete them (Data, Queries & Connections)",
    "queryTable": "connections to data elsewhere. Delete them (Data, Queries & Connections)",
    "customUI": "buttons of its own. Take them out",
    "extensibility": "buttons of its own. Take them out",
    "webextension": "an add-in. Take it out",
    "webextensiontaskpanes": "an add-in. Take it out",
}
FIELDS = {"DDE", "DDEAUTO", "LINK", "EMBED", "IMPORT", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "DATABASE"}
PROGRAMS = ("ppaction://program", "ppaction://macro", "ppaction://ole")
EMBEDDED = {"docx", "xlsx", "pptx"}
XML = {"xml", "rels", "psmdcp"}
DRAWINGS = {"bmp", "emf", "gif", "ico", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "vml", "wdp", "webp", "wmf"}
OTHER = {"odttf", "fntdata", "ttf", "m4a", "m4v", "mov", "mp3", "mp4", "wav"}  # fonts, sound, film


def check_office(file: BinaryIO, extension: str, depth: int = 0) -> None:
    """Refuse an Office file that is not what its extension says, or that is active."""
    archive = Archive(file, has="[Content_Types].xml")
    _check_kind(archive, extension)
    for name in archive.names:
        if not name.endswith("/"):
            _check_part(archive, name, depth)


def _check_part(archive: Archive, name: str, depth: int) -> None:
    """Read what is XML, look into the workbooks that charts keep their figures in, refuse what may be a program."""
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
            "The file contains a part that may be a program: macros, or an embedded object. Take it out."
        )


def _check_kind(archive: Archive, extension: str) -> None:
    types = [element.get("ContentType", "") for element in archive.elements("[Content_Types].xml")]
    if any("macroEnabled" in content_type or "vbaProject" in content_type for content_type in types):
        raise RejectedFile(f"The file contains {MACROS}.")
    mains = [main for main in MAIN_PARTS if f"{PREFIX}{main}.main+xml" in types]
    if not mains:
        raise RejectedFile("The file is no Word, Excel or PowerPoint document. Save it as .docx, .xlsx or .pptx.")
    found = MAIN_PARTS[mains[0]]
    if found != extension or len(mains) > 1:
        raise RejectedFile(f"The file is a {found} that is named {extension}. Rename it and upload it again.")


def _check_relation(relation: Element) -> None:
    what = relation.get("Type", "").rpartition("/")[2]
    if what in ACTIVE:
        raise RejectedFile(f"The file contains {ACTIVE[what]}.")
    if relation.get("TargetMode", "").lower() != "external":
        return
    if what != "hyperlink":
        raise RejectedFile(
            f"The file loads something from elsewhere ({''.join(filter(str.isalnum, what))}): a linked picture or a "
            "template, say. Embed pictures and attach the template “Normal”."
        )
    if scheme := disallowed_scheme(relation.get("Target", "").strip()):
        raise RejectedFile(f"The file contains a link that begins with {scheme}:. Take it out, or link to a web page.")


def _check_elements(archive: Archive, name: str) -> None:
    fields = _Fields()
    for element in archive.elements(name):
        tag = element.tag.rpartition("}")[2]
        if tag in {"instrText", "fldChar", "fldSimple"}:
            fields.read(tag, element)
        elif tag in {"ddeLink", "oleLink"}:
            raise RejectedFile("The file takes data from another program (DDE). Take that out.")
        elif any(value.lower().startswith(PROGRAMS) for value in element.attrib.values()):
            raise RejectedFile("The file contains a button that starts a program or a macro. Take it out.")
    fields.refuse_active()


class _Fields:
    """The fields of a Word part: their text is cut into pieces, and one field may make the text of another."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.codes: list[str] = []

    def read(self, tag: str, element: Element) -> None:
        """Take the next piece."""
        kind = _attribute(element, "fldCharType")
        if tag == "fldSimple":
            self.codes.append(_attribute(element, "instr"))
        elif kind == "begin":
            if self.open and not self.open[-1].strip():
                self.codes.append("DDE")  # a field in the place of a name hides the name
            self.open.append("")
        elif kind == "end" and self.open:
            self.codes.append(self.open.pop())
        elif tag == "instrText" and self.open:
            self.open[-1] += element.text or ""
        elif tag == "instrText":
            self.codes.append(element.text or "")

    def refuse_active(self) -> None:
        """Refuse fields that load a file or start a program."""
        for name in _names([*self.codes, *self.open]):
            if name in FIELDS:
                raise RejectedFile(f"The file contains a field {name}, which loads something. Turn it into text.")


def _names(codes: list[str]) -> Iterator[str]:
    for code in codes:
        yield from code.upper().split()[:1]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
