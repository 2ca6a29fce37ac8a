"""Looks through one PDF, in a process of its own whose time and memory are bounded. Run by its path, not imported.

Reads the file from standard input. Ends with 0 when there is nothing against it; else prints why, and ends with 1.
"""

import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from zipfile import is_zipfile

import pikepdf
import pikepdf.settings
from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream

MEGABYTE = 1024 * 1024
SECONDS, MEMORY, STREAM, PAGES, DEPTH = 20, 1024 * MEGABYTE, 256 * MEGABYTE, 2000, 100
HEADER = b"%PDF-"
ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "an action that starts a program",
    "/ImportData": "an action that loads another file",
    "/SubmitForm": "a form that sends what is typed to a server",
    "/GoToR": "a link to another file",
    "/GoToE": "a link to an embedded file",
    "/Rendition": "a multimedia action",
    "/RichMediaExecute": "a multimedia action",
    "/Movie": "a film",
    "/Sound": "a sound",
}
ENTRIES = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EF": "an embedded file",
    "/EmbeddedFiles": "embedded files",
    "/Collection": "a collection of files",
    "/XFA": "an XFA form",
}
ANNOTATIONS = {
    "/FileAttachment": "an embedded file",
    "/RichMedia": "multimedia",
    "/Movie": "a film",
    "/Sound": "a sound",
    "/Screen": "multimedia",
    "/3D": "a 3D model",
}
LINKS = ("javascript", "vbscript", "data", "file")
RETRY = "Make the PDF again without it, for instance with “Print to PDF”."
TOO_MUCH = "The PDF unpacks to more than the hub looks through. Make it simpler, or split it."
DAMAGED = "The PDF is damaged. Open it in a PDF reader, save it again (or print it to PDF) and upload the result."


class Refused(Exception):  # noqa: N818
    """Its text is the answer."""


def main() -> None:
    """Judge standard input."""
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        _bound(limit, most)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=STREAM, run_length_max_memory=STREAM, dct_max_memory=STREAM)
    try:
        judge(sys.stdin.buffer.read())
    except Refused as refused:
        sys.exit(_said(str(refused)))
    except PasswordError:
        sys.exit(_said("The PDF needs a password. Save it without one and upload the result."))
    except (MemoryError, RecursionError):
        sys.exit(_said(TOO_MUCH))
    except (PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        sys.exit(_said(_wrong([str(error)])))


def judge(content: bytes) -> None:
    """Refuse a PDF that is damaged, locked, something else as well, or active."""
    _, end, after = content.rpartition(b"%%EOF")
    if not content.startswith(HEADER) or not end or after.strip(b"\0\t\n\f\r ") or is_zipfile(BytesIO(content)):
        raise Refused(DAMAGED)
    # Without recovery: what a strict reader cannot open, readers of different makes show differently.
    with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        if not 0 < len(pdf.pages) <= PAGES:
            raise Refused(f"The PDF has {len(pdf.pages)} pages; the hub takes 1 to {PAGES}.")
        for entry in _entries(pdf):
            if found := _active(entry):
                raise Refused(f"The PDF contains {found}. {RETRY}")
        # Unpacks every stream. A file that was changed after it was prepared for the web (linearised) is not damaged.
        if problems := [problem for problem in pdf.check_pdf_syntax() if "lineariz" not in problem]:
            raise Refused(_wrong(problems))


def _entries(pdf: Pdf) -> Iterator[Dictionary | Stream]:
    """Yield every dictionary, wherever it hides: the objects themselves, and what lies directly in them."""
    waiting: list[tuple[Object, int]] = [(found, 0) for found in pdf.objects] + [(pdf.trailer, 0)]
    while waiting:
        found, depth = waiting.pop()
        if depth > DEPTH:
            raise Refused(DAMAGED)
        if isinstance(found, Dictionary | Stream):
            yield found
            inner = [value for _, value in found.items()]
        elif isinstance(found, Array):
            inner = list(found)
        else:
            continue
        waiting += [(value, depth + 1) for value in inner if isinstance(value, Object) and not value.is_indirect]


def _active(entry: Dictionary | Stream) -> str:
    """Say what the entry does beside being shown; nothing when it does nothing."""
    if isinstance(entry, Stream) and "/F" in entry:
        return "a part that lies in another file"
    for key, what in ENTRIES.items():
        if key in entry:
            return what
    if what := _named(entry, "/S", ACTIONS) or _named(entry, "/Subtype", ANNOTATIONS):
        return what
    scheme = str(entry["/URI"]).partition(":")[0].strip().lower() if "/URI" in entry else ""
    return f"a link that begins with {scheme}:" if scheme in LINKS else ""


def _named(entry: Dictionary | Stream, key: str, names: dict[str, str]) -> str:
    value = entry.get(key)
    return names.get(str(value), "") if isinstance(value, Name) else ""


def _bound(limit: int, most: int) -> None:
    """Lower a limit of this process; a system that knows no such limit (macOS and memory) goes without."""
    _, hard = resource.getrlimit(limit)
    try:
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    except (ValueError, OSError):
        return


def _wrong(problems: list[str]) -> str:
    return TOO_MUCH if any("memory limit" in problem for problem in problems) else DAMAGED


def _said(reason: str) -> int:
    sys.stdout.buffer.write(reason.encode())
    return 1


if __name__ == "__main__":
    main()
