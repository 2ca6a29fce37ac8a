"""Checks one PDF, in a process with limited time and memory. Run by its path, not imported.

Reads the file from standard input. Exits with 0 if the PDF is accepted; otherwise prints the reason and exits with 1.
"""

import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
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
RETRY = "Create the PDF again without it, for example with “Print to PDF”."
TOO_MUCH = "The PDF unpacks to more than we can check. Simplify it, or split it into several files."
DAMAGED = "The PDF is damaged. Open it in a PDF reader, save it again (or print it to PDF) and upload the new copy."


class RejectedPdf(Exception):  # noqa: N818
    """Its text is the reason, for the editor."""


def main() -> None:
    """Check standard input."""
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        _, hard = resource.getrlimit(limit)
        with suppress(ValueError, OSError):  # macOS does not limit memory
            resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    pikepdf.settings.set_qpdf_limits(flate_max_memory=STREAM, run_length_max_memory=STREAM, dct_max_memory=STREAM)
    try:
        check(sys.stdin.buffer.read())
    except RejectedPdf as rejected:
        sys.exit(_report(str(rejected)))
    except PasswordError:
        sys.exit(_report("The PDF needs a password. Save it without one and upload the new copy."))
    except (MemoryError, RecursionError):
        sys.exit(_report(TOO_MUCH))
    except (PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        sys.exit(_report(_explain([str(error)])))


def check(content: bytes) -> None:
    """Reject a PDF that is damaged, needs a password, has active content, or is another file as well."""
    _, end, after = content.rpartition(b"%%EOF")
    if not content.startswith(HEADER) or not end or after.strip(b"\0\t\n\f\r ") or is_zipfile(BytesIO(content)):
        raise RejectedPdf(DAMAGED)
    # Without recovery: programs differ in how they show a PDF that a strict parser cannot open.
    with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
        if not 0 < len(pdf.pages) <= PAGES:
            raise RejectedPdf(f"The PDF has {len(pdf.pages)} pages; it may have 1 to {PAGES}.")
        for entry in _iterate_dictionaries(pdf):
            if found := _find_active_content(entry):
                raise RejectedPdf(f"The PDF contains {found}. {RETRY}")
        # Unpacks every stream. A linearised file that was changed afterwards is not damaged.
        if problems := [problem for problem in pdf.check_pdf_syntax() if "lineariz" not in problem]:
            raise RejectedPdf(_explain(problems))


def _iterate_dictionaries(pdf: Pdf) -> Iterator[Dictionary | Stream]:
    """Yield every dictionary, at whatever depth."""
    queue: list[tuple[Object, int]] = [(found, 0) for found in pdf.objects] + [(pdf.trailer, 0)]
    while queue:
        found, depth = queue.pop()
        if depth > DEPTH:
            raise RejectedPdf(DAMAGED)
        if isinstance(found, Dictionary | Stream):
            yield found
            inner = [value for _, value in found.items()]
        elif isinstance(found, Array):
            inner = list(found)
        else:
            continue
        queue += [(value, depth + 1) for value in inner if isinstance(value, Object) and not value.is_indirect]


def _find_active_content(entry: Dictionary | Stream) -> str:
    """Return what the entry does in addition to being displayed, empty if nothing."""
    if isinstance(entry, Stream) and "/F" in entry:
        return "a part that is stored in another file"
    for key, what in ENTRIES.items():
        if key in entry:
            return what
    if what := _look_up(entry, "/S", ACTIONS) or _look_up(entry, "/Subtype", ANNOTATIONS):
        return what
    scheme = str(entry["/URI"]).partition(":")[0].strip().lower() if "/URI" in entry else ""
    return f"a link that begins with {scheme}:" if scheme in LINKS else ""


def _look_up(entry: Dictionary | Stream, key: str, names: dict[str, str]) -> str:
    value = entry.get(key)
    return names.get(str(value), "") if isinstance(value, Name) else ""


def _explain(problems: list[str]) -> str:
    return TOO_MUCH if any("memory limit" in problem for problem in problems) else DAMAGED


def _report(reason: str) -> int:
    sys.stdout.buffer.write(reason.encode())
    return 1


if __name__ == "__main__":
    main()
