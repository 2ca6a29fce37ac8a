"""Documents that are accepted, and files that are rejected with part of the message, by filename."""

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.cms.files.document_factory import (
    MACROS,
    a_changed_pdf,
    a_field,
    a_pdf,
    a_workbook,
    an_office_file,
    an_open_document,
    relations,
    with_action,
    with_annotation,
    zipped,
)


def _attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["plan.txt"] = b"The plan"


def _bomb(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b" " * 300 * 1024 * 1024)


def _rels(*entries: str) -> bytes:
    return an_office_file(parts={"word/_rels/document.xml.rels": relations(*entries)})


def _jumbled(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[: middle - 8] + b"\xff" * 16 + content[middle + 8 :]


GOOD: dict[str, Callable[[], bytes]] = {
    "plan.pdf": a_pdf,
    "PLAN.PDF": a_pdf,
    "objects.pdf": lambda: a_changed_pdf(lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "web.pdf": lambda: a_changed_pdf(lambda pdf: None, linearize=True),
    "no-copying.pdf": lambda: a_changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="x", user="")),
    "link.pdf": lambda: with_annotation(
        Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org/"))
    ),
    "form.pdf": lambda: a_changed_pdf(lambda pdf: pdf.Root.__setitem__(Name.AcroForm, Dictionary(Fields=Array()))),
    "letter.docx": lambda: an_office_file(body="<w:p><w:r><w:t>Dear all</w:t></w:r></w:p>"),
    "page-numbers.docx": lambda: an_office_file(
        body=a_field(" PA", "GE ") + a_field('HYPERLINK "https://a.example/LINK"')
    ),
    "linking.docx": lambda: _rels("hyperlink https://example.org/ External", "image media/image1.png"),
    "chart.docx": lambda: an_office_file(parts={"word/embeddings/Workbook1.xlsx": an_office_file("xlsx")}),
    "figures.xlsx": lambda: an_office_file("xlsx", parts={"xl/printerSettings/printerSettings1.bin": b"\0\1"}),
    "chart.xlsx": a_workbook,
    "talk.pptx": lambda: an_office_file("pptx"),
    "letter.odt": lambda: an_open_document(body='<text:a xlink:href="https://example.org/">x</text:a>'),
    "figures.ods": lambda: an_open_document("ods"),
    "talk.odp": lambda: an_open_document("odp", '<presentation:event-listener presentation:action="next-page"/>'),
    "figures.csv": lambda: "﻿site,phone,change\nBrân,+44 (0)20 7946 0000,-3.5\n".encode(),
    "semicolons.csv": lambda: b"a;b\n@counter;- see note\n",
    "read-me.txt": lambda: "Tabs\tand new lines\r\nand £ < 5.\n".encode(),
}
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "setup.exe": (lambda: b"MZ" + bytes(200), "Windows Executable"),
    "setup.pdf": (lambda: b"MZ" + bytes(200), "Windows Executable"),
    "setup.txt": (lambda: b"MZ" + bytes(200), "another kind of file"),
    "elf.csv": (lambda: b"\x7fELF\x02" + bytes(200), "another kind of file"),
    "page.pdf": (lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>", "HTML document"),
    "page.html": (lambda: b"<!DOCTYPE html><html></html>", "HTML document"),
    "page.txt": (lambda: b"\n\n <html><body onload=x></body></html>", "web page or a program"),
    "drawing.csv": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "web page or a program"),
    "drawing.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Scalable Vector Graphics"),
    "script.txt": (lambda: b"#!/bin/sh\nrm -rf ~\n", "web page or a program"),
    "latin.txt": (lambda: "Brân £".encode("latin-1"), "UTF-8"),
    "none": (lambda: b"hello", "not accepted"),
    "archive.zip": (lambda: zipped({"a.txt": "a"}), "zip archive"),
    "old.doc": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), ".docx"),
    "locked.docx": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "needs a password"),
    "macros.docm": (lambda: an_office_file(), ".docx"),
    # PDFs
    "corrupt.pdf": (lambda: b"%PDF-1.4 plan", "damaged"),
    "cut.pdf": (lambda: a_pdf()[:-80], "damaged"),
    "jumbled.pdf": (lambda: _jumbled(a_pdf()), "damaged"),
    "hidden.pdf": (lambda: b"MZ" + bytes(30) + a_pdf(), "its extension, .pdf"),
    "leading.pdf": (lambda: b"\n" + a_pdf(), "its extension, .pdf"),
    "trailing.pdf": (lambda: a_pdf() + zipped({"a.class": "x" * 5000}), "damaged"),
    "short-trailing.pdf": (lambda: a_pdf() + zipped({"a.class": "x"}), "damaged"),
    "locked.pdf": (
        lambda: a_changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="x", user="y")),
        "password",
    ),
    "script.pdf": (lambda: with_action(S=Name.JavaScript, JS=String("app.alert(1)")), "JavaScript"),
    "names.pdf": (
        lambda: a_changed_pdf(lambda pdf: pdf.Root.__setitem__(Name.Names, Dictionary(JavaScript=Dictionary()))),
        "JavaScript",
    ),
    "next.pdf": (
        lambda: with_action(S=Name.GoTo, Next=Array([Dictionary(S=Name.JavaScript, JS=String("x"))])),
        "JavaScript",
    ),
    "packed.pdf": (
        lambda: a_changed_pdf(
            lambda pdf: pdf.Root.__setitem__(Name.OpenAction, pdf.make_indirect(Dictionary(S=Name.JavaScript))),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        "JavaScript",
    ),
    "launch.pdf": (lambda: with_action(S=Name.Launch, F=String("cmd.exe")), "starts a program"),
    "submit.pdf": (lambda: with_action(S=Name.SubmitForm, F=String("https://x.example/")), "sends what is typed"),
    "elsewhere.pdf": (lambda: with_action(S=Name.GoToR, F=String(r"\\host\share")), "another file"),
    "javascript-link.pdf": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(" JavaScript:alert(1)"))),
        "javascript:",
    ),
    "attachment.pdf": (lambda: a_changed_pdf(_attach), "embedded file"),
    "media.pdf": (lambda: with_annotation(Subtype=Name.RichMedia), "multimedia"),
    "xfa.pdf": (
        lambda: a_changed_pdf(lambda pdf: pdf.Root.__setitem__(Name.AcroForm, Dictionary(XFA=String("x")))),
        "XFA",
    ),
    "bomb.pdf": (lambda: a_changed_pdf(_bomb), "unpacks to more"),
    # Office
    "archive.docx": (lambda: zipped({"a.exe": "MZ"}), "zip archive"),
    "sheet.docx": (lambda: an_office_file("xlsx"), ".xlsx file with the extension .docx"),
    "template.docx": (lambda: an_office_file(kept="template.main+xml"), "not a Word, Excel or PowerPoint"),
    "cut.docx": (lambda: an_office_file()[:-30], "damaged"),
    "jumbled.docx": (lambda: _jumbled(an_office_file(body="<w:p/>" * 50)), "damaged"),
    "two.docx": (lambda: an_office_file() + a_pdf(), "damaged"),
    "entities.docx": (
        lambda: an_office_file(parts={"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "damaged",
    ),
    "bomb.docx": (lambda: an_office_file(parts={"word/a.xml": " " * 30_000_000}), "unpacks to more"),
    "many.docx": (lambda: an_office_file(parts={f"word/{n}.xml": "<a/>" for n in range(5001)}), "unpacks to more"),
    "macros.docx": (lambda: an_office_file(parts={"word/vbaProject.bin": b"x"}), "macros"),
    "macros-named.docx": (lambda: _rels("vbaProject any.xml"), "macros"),
    "macro-types.docx": (
        lambda: an_office_file(parts={"[Content_Types].xml": f'<Types><Default ContentType="{MACROS}"/></Types>'}),
        "macros",
    ),
    "object.docx": (lambda: an_office_file(parts={"word/embeddings/oleObject1.bin": b"x"}), "embedded object"),
    "program.docx": (lambda: an_office_file(parts={"word/media/a.exe": b"MZ"}), "program"),
    "chart-macros.docx": (
        lambda: an_office_file(
            parts={"word/embeddings/Workbook1.xlsx": an_office_file("xlsx", parts={"xl/vbaProject.bin": b"x"})}
        ),
        "macros",
    ),
    "remote-template.docx": (lambda: _rels("attachedTemplate https://x.example/a.dotm External"), "attachedTemplate"),
    "remote-picture.docx": (lambda: _rels("image https://x.example/a.png External"), "linked picture"),
    "file-link.docx": (lambda: _rels("hyperlink file:///c:/windows/calc.exe External"), "file:"),
    "share-link.docx": (lambda: _rels(r"hyperlink \\host\share External"), "file:"),
    "dde.docx": (lambda: an_office_file(body=a_field(" DD", "EAUTO c:\\cmd.exe")), "DDEAUTO"),
    "hidden-field.docx": (
        lambda: an_office_file(body=a_field("").replace("<w:instrText></w:instrText>", a_field("QUOTE 68"))),
        "loads something",
    ),
    "simple-dde.docx": (lambda: an_office_file(body='<w:fldSimple w:instr="dde excel a b"/>'), "DDE"),
    "books.xlsx": (
        lambda: an_office_file("xlsx", parts={"xl/_rels/workbook.xml.rels": relations("externalLink a.xml")}),
        "other workbooks",
    ),
    "dde.xlsx": (lambda: an_office_file("xlsx", "<ddeLink ddeService='cmd'/>"), "DDE"),
    "program.pptx": (lambda: an_office_file("pptx", "<a action='ppaction://program'/>"), "starts a program"),
    # OpenDocument
    "sheet.odt": (lambda: an_open_document("ods"), ".ods file with the extension .odt"),
    "template.odt": (lambda: an_open_document(media="application/vnd.oasis.opendocument.text-template"), "template"),
    "macros.odt": (lambda: an_open_document(parts={"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
    "event.odt": (lambda: an_open_document(body='<script:event-listener script:event-name="dom:load"/>'), "macros"),
    "object.odt": (lambda: an_open_document(body="<draw:object-ole/>"), "embedded object"),
    "remote.odt": (lambda: an_open_document(body='<draw:image xlink:href="https://x.example/a.png"/>'), "elsewhere"),
    "script-link.odt": (lambda: an_open_document(body='<text:a xlink:href="javascript:x()"/>'), "javascript:"),
    "dde.ods": (lambda: an_open_document("ods", '<a table:formula="of:=DDE(&quot;a&quot;)"/>'), "DDE"),
    "program.odp": (lambda: an_open_document("odp", '<a presentation:action="execute"/>'), "starts a program"),
    # CSV
    "formula.csv": (lambda: b"a,b\n1,=1+1\n", "Row 2"),
    "dde.csv": (lambda: b"a\n\"+cmd|'/C calc'!A0\"\n", "Row 2"),
    "binary.csv": (lambda: b"a,b\0\n", "another kind of file"),
}
