"""PDFs, opened in a separate process: a malicious one may use unlimited time and memory."""

import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from cms.files.checks.rejection import RejectedFile

CHILD = Path(__file__).with_name("pdf_child.py")
SECONDS = 30
TOO_MUCH = "The PDF takes too much time or memory to open. Simplify it, or split it into several files."


def check_pdf(file: BinaryIO) -> None:
    """Reject a PDF that is damaged, needs a password, has active content, or is another file as well."""
    file.seek(0)
    # -I: neither the current directory nor PYTHONPATH may change what is run.
    command = [sys.executable, "-I", str(CHILD)]
    try:
        process = subprocess.run(command, input=file.read(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise RejectedFile(TOO_MUCH) from None
    if process.returncode:
        raise RejectedFile(process.stdout.decode() or TOO_MUCH)
