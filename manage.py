#!/usr/bin/env python
"""Django's command-line utility for the hub."""

import os
import sys

from hub.startup import exit_on_misconfiguration


def main() -> None:
    """Run one administrative command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    from django.core.management import execute_from_command_line

    with exit_on_misconfiguration():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
