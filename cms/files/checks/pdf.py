"""PDFs, opened in a process of its own: a hostile one may cost time and memory without end."""

import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from cms.files.checks.rejection import RejectedFile

CHILD = Path(__file__).with_name("pdf_child.py")
SECONDS = 30
TOO_MUCH = "The PDF takes longer or more memory to open than the hub allows. Make it simpler, or split it."


def check_pdf(file: BinaryIO) -> None:
    """Refuse a PDF that is damaged, locked by a password, active, or something else as well."""
    file.seek(0)
    # -I: neither the folder it is started in nor PYTHONPATH may change what is run.
    command = [sys.executable, "-I", str(CHILD)]
    try:
        ended = subprocess.run(command, input=file.read(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise RejectedFile(TOO_MUCH) from None
    if ended.returncode:
        raise RejectedFile(ended.stdout.decode() or TOO_MUCH)
