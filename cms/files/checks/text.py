"""Plain text and CSV: UTF-8 that is no page, program or formula."""

import csv
import re
from io import StringIO
from typing import BinaryIO

from cms.files.checks.rejection import RejectedFile, describe_content

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|iframe|svg|\?xml|\?php|\?=|%)", re.IGNORECASE)
PROGRAM = re.compile(
    r"\s*(#!|@echo\b|\{\\rtf|%PDF-|MIME-Version:|On Error Resume Next|Windows Registry Editor)", re.IGNORECASE
)
# A number, or a telephone number: +44 (0)20 7946 0000.
NUMBER = re.compile(r"[+-][\d\s().,/%:-]*(e[+-]?\d+)?", re.IGNORECASE)
SAVE = "Save it as UTF-8 (in Excel: “CSV UTF-8”) and upload the result."


def check_text(file: BinaryIO) -> str:
    """Refuse what is not text, or is a page or a program; return the text."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RejectedFile(f"The file is no text in UTF-8. {SAVE}") from None
    if CONTROLS.search(text):
        raise RejectedFile("The file contains characters that no text has: it is another kind of file. Upload a text.")
    if MARKUP.search(text) or PROGRAM.match(text):
        kind = describe_content(file)
        raise RejectedFile(f"The file is a web page or a program{f' ({kind})' if kind else ''}, not plain text.")
    return text


def check_csv(file: BinaryIO) -> None:
    """Refuse cells that a spreadsheet program would run as formulas."""
    text = check_text(file)
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            if any(_is_formula(cell.lstrip()) for cell in row):
                raise RejectedFile(f"Row {number} holds a formula (=, +, - or @ first). Save the values instead.")
    except csv.Error:
        raise RejectedFile(f"The file cannot be read as CSV. {SAVE}") from None


def _is_formula(cell: str) -> bool:
    if cell.startswith("="):
        return len(cell) > 1
    return cell.startswith(("+", "-", "@")) and not NUMBER.fullmatch(cell) and bool(re.search(r"[(|!]", cell))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
