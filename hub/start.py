"""How a start fails: one line that names the variable or the check and says what to do; no traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from hub.environment import MisconfigurationError

MISCONFIGURED = 2


@contextmanager
def stop_on_misconfiguration() -> Iterator[None]:
    """Turn a misconfiguration into its one line and exit status 2."""
    try:
        yield
    except (MisconfigurationError, ImproperlyConfigured) as error:
        print(f"The hub cannot start: {error}", file=sys.stderr)
        sys.exit(MISCONFIGURED)


def refuse_errors() -> None:
    """Run the hub's own system checks. Commands run all of Django's; a web server would run none."""
    errors = [message for message in run_checks(tags=["hub"]) if message.is_serious()]
    if errors:
        raise MisconfigurationError(" ".join(f"{error.msg} ({error.id}) Hint: {error.hint}" for error in errors))
