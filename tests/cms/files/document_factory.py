"""Makes documents for tests of uploads: valid ones of every type, and invalid ones."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from pikepdf import Array, Dictionary, Name

from publishing.content.media_types import DOCUMENTS

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
MAINS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
Parts = dict[str, str | bytes]


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Return a PDF's bytes."""
    stream = BytesIO()
    pdf.save(stream, deterministic_id="encryption" not in options, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def an_open_pdf(text: str = "plan") -> pikepdf.Pdf:
    """Return an open PDF with one page."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(b"BT (" + text.encode() + b") Tj ET")
    return pdf


@cache
def a_pdf(text: str = "plan") -> bytes:
    """Return a PDF with one page: the same bytes for the same text."""
    return saved(an_open_pdf(text))


def a_changed_pdf(change: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    """Return a PDF after applying a change."""
    pdf = an_open_pdf()
    change(pdf)
    return saved(pdf, **options)


def with_action(**action: Any) -> bytes:
    """Return a PDF with an action that runs when it is opened."""
    return a_changed_pdf(lambda pdf: pdf.Root.__setitem__(Name.OpenAction, Dictionary(**action)))


def with_annotation(**annotation: Any) -> bytes:
    """Return a PDF with an annotation on its page."""
    dictionary = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **annotation)
    return a_changed_pdf(lambda pdf: pdf.pages[0].__setitem__(Name.Annots, Array([dictionary])))


def zipped(parts: Parts, first: tuple[str, str] | None = None) -> bytes:
    """Return a zip archive; `first` is stored uncompressed."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(first[0], first[1], ZIP_STORED)
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(*entries: str) -> str:
    """Return a relationships part; each entry is `type target [External]`."""
    rows = []
    for number, entry in enumerate(entries):
        kind, target, *mode = entry.split(" ")
        external = f' TargetMode="{mode[0]}"' if mode else ""
        rows.append(f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"{external}/>')
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{"".join(rows)}</Relationships>'


def an_office_file(kind: str = "docx", body: str = "", kept: str = "main+xml", parts: Parts | None = None) -> bytes:
    """Return a Word, Excel or PowerPoint file, with additional parts."""
    main, media = MAINS[kind]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{OFFICE}.{media}.{kept}"/></Types>'
    )
    all_parts: Parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(f"officeDocument {main}"),
        main: f"<w:document {W}>{body}</w:document>",
        **(parts or {}),
    }
    return zipped(all_parts)


def an_open_document(kind: str = "odt", body: str = "", media: str = "", parts: Parts | None = None) -> bytes:
    """Return an OpenDocument file."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    all_parts: Parts = {
        "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>",
        "Configurations2/accelerator/current.xml": "",
        **(parts or {}),
    }
    return zipped(all_parts, ("mimetype", media or DOCUMENTS[f".{kind}"]))


def a_workbook() -> bytes:
    """Return a workbook with a chart and a link, written by a widely used library."""
    book = Workbook()
    sheet = book.active
    for row in (("site", "visits"), ("Brân", 3), ("Leeds", 5)):
        sheet.append(row)
    sheet["A1"].hyperlink = "https://example.org/"
    sheet["C1"] = "=SUM(B2:B3)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "E1")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_field(*pieces: str) -> str:
    """Return a Word field whose code is split into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
