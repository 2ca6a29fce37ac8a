"""Plain text and CSV: rejected unless they are UTF-8 without HTML, scripts or formulas."""

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
SAVE = "Save it as UTF-8 (in Excel: “CSV UTF-8”) and upload that copy."


def check_text(file: BinaryIO) -> str:
    """Return the text. Rejects other content, web pages and programs."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RejectedFile(f"The file is not UTF-8 text. {SAVE}") from None
    if CONTROLS.search(text):
        raise RejectedFile("The file contains characters that do not occur in text: it must be another kind of file.")
    if MARKUP.search(text) or PROGRAM.match(text):
        kind = describe_content(file)
        raise RejectedFile(f"The file is a web page or a program{f' ({kind})' if kind else ''}, not plain text.")
    return text


def check_csv(file: BinaryIO) -> None:
    """Reject cells that a spreadsheet program would run as formulas."""
    text = check_text(file)
    try:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1):
            if any(_is_formula(cell.lstrip()) for cell in row):
                raise RejectedFile(
                    f"Row {number} contains a formula (it starts with =, +, - or @). Save the values instead."
                )
    except csv.Error:
        raise RejectedFile(f"The file cannot be read as CSV. {SAVE}") from None


def _is_formula(cell: str) -> bool:
    if cell.startswith("="):
        return len(cell) > 1
    return cell.startswith(("+", "-", "@")) and not NUMBER.fullmatch(cell) and bool(re.search(r"[(|!]", cell))
