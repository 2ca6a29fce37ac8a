"""The bootstrap's commands, as the Makefile calls them."""

import sys
from collections.abc import Callable, Sequence

from hub.bootstrap.console import BootstrapError, say
from hub.environment import MisconfigurationError

USAGE = "Say what to do: python3 -m hub.bootstrap demo | develop | check-frontend"


def run(arguments: Sequence[str]) -> int:
    """Do one command; return the exit status. Every foreseen failure is one message without a traceback."""
    try:
        # Imported here: the readers of the environment speak when the modules are loaded.
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
    from hub.bootstrap import demo, install, machine, places

    def run_demo() -> None:
        demo.stop_on_signals()
        machine.require_ports()
        machine.require_disk()
        install.install_packages(places.RUNTIME_LOCK, sys.executable)
        install.build_front_end()
        demo.serve(demo.prepare())

    def develop() -> None:
        machine.require_disk()
        install.install_packages(places.DEVELOPMENT_LOCK, sys.executable)
        install.build_front_end()
        install.install_test_tools()

    def check_frontend() -> None:
        install.check_front_end()

    return {"demo": run_demo, "develop": develop, "check-frontend": check_frontend}
