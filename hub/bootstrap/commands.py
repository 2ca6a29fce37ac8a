"""The commands that the Makefile calls."""

import sys
from collections.abc import Callable, Sequence

from hub.bootstrap.console import BootstrapError, say
from hub.environment import MisconfigurationError

USAGE = "Usage: python3 -m hub.bootstrap demo | develop | check-frontend"


def run(arguments: Sequence[str]) -> int:
    """Run a command and return the exit status. Expected failures print a message without a traceback."""
    try:
        # Imported in the `try`: modules read the environment when they are imported, and may raise.
        commands = _commands()
        if len(arguments) != 1 or arguments[0] not in commands:
            raise BootstrapError(USAGE)
        commands[arguments[0]]()
    except (BootstrapError, MisconfigurationError) as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def _commands() -> dict[str, Callable[[], None]]:
    from hub.bootstrap import demo, install, paths, preflight

    def run_demo() -> None:
        demo.stop_on_signals()
        preflight.require_ports()
        preflight.require_disk()
        install.install_packages(paths.RUNTIME_LOCK, sys.executable)
        install.build_front_end()
        install.build_geography()
        install.build_developer_pages()
        demo.serve(demo.prepare())

    def develop() -> None:
        preflight.require_disk()
        install.install_packages(paths.DEVELOPMENT_LOCK, sys.executable)
        install.build_front_end()
        install.build_geography()
        install.build_developer_pages()
        install.install_test_tools()

    return {"demo": run_demo, "develop": develop, "check-frontend": install.check_front_end}
