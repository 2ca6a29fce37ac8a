"""Start-up errors: one line that names the variable or the check and says what to do, without a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from hub.environment import MisconfigurationError

MISCONFIGURED = 2


@contextmanager
def exit_on_misconfiguration() -> Iterator[None]:
    """Print a misconfiguration as one line and exit with status 2."""
    try:
        yield
    except (MisconfigurationError, ImproperlyConfigured) as error:
        print(f"The hub cannot start: {error}", file=sys.stderr)
        sys.exit(MISCONFIGURED)


def raise_on_failed_checks() -> None:
    """Run the hub's own system checks. Management commands run all of Django's, but a web server would run none."""
    errors = [message for message in run_checks(tags=["hub"]) if message.is_serious()]
    if errors:
        raise MisconfigurationError(" ".join(f"{error.msg} ({error.id}) Hint: {error.hint}" for error in errors))
