#!/usr/bin/env python
"""Django's command-line utility for the hub."""

import gc
import os
import sys

from hub.startup import exit_on_misconfiguration


def main() -> None:
    """Run one administrative command."""
    gc.set_threshold(10_000)  # what is loaded stays: looking for garbage after each 700 objects is a sixth of a start
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    from django.core.management import execute_from_command_line

    with exit_on_misconfiguration():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
