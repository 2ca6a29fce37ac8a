"""Ends server processes with the program that started them: orphans would go on serving old code."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def exit_with_parent() -> None:
    """Have Linux kill this process when its parent dies for any reason. Other systems cannot do this."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
