"""`make demo`: creates content and an account on the first run, then serves site, streams and worker until Ctrl-C."""

import json
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from hub.bootstrap.console import BootstrapError, done, last_lines, run_step, say
from hub.bootstrap.paths import DATA_DIR, DEMO_BULK, LOGS, PORT, PYTHON, ROOT, STREAM_PORT, child_environment, digest
from hub.bootstrap.program import Program

STATE = DATA_DIR / "demo.json"
DATABASE = DATA_DIR / "hub.sqlite3"
ADDRESS = f"http://localhost:{PORT}"
READY_SECONDS = 60
Step = tuple[str, tuple[str, ...]]
"""A title, and the arguments of manage.py."""


def prepare() -> str:
    """Migrate and fill the database where still necessary. Return the text to print about the account."""
    state = json.loads(STATE.read_text()) if STATE.exists() and DATABASE.exists() else {}
    migrations = digest(ROOT.glob("*/migrations/*.py")) + digest([ROOT / "requirements.lock"])
    if state.get("migrations") != migrations:
        _manage("Prepare the database", "migrate", "--no-input")
    if not state.get("filled"):
        for title, arguments in first_run_steps(DEMO_BULK):
            _manage(title, *arguments)
    vocabulary = digest(ROOT.glob("search/vocabulary/starter_entries/*.toml"))
    if state.get("vocabulary") != vocabulary:
        _manage("Load the search vocabulary", "load_vocabulary")
    account = _create_account(first_run=not state.get("account"))
    STATE.write_text(json.dumps({"migrations": migrations, "filled": True, "vocabulary": vocabulary, "account": True}))
    return account


def first_run_steps(bulk: int) -> tuple[Step, ...]:
    """Return the steps for a new database. The slow bulk load runs only if requested."""
    large: tuple[Step, ...] = ((f"Load {bulk:,} invented documents", ("load_bulk", f"--items={bulk}")),) if bulk else ()
    return (
        ("Load the demonstration content", ("load_demo",)),
        ("Import invented travel advice for all countries", ("load_demo_countries",)),
        *large,
        ("Build the search index", ("replay", "search")),
        ("Load invented searches", ("load_demo_searches",)),
    )


def serve(account: str) -> None:
    """Serve until Ctrl-C or SIGTERM. Programs that exit on their own are restarted."""
    commands: dict[str, list[str | Path]] = {
        "web": [PYTHON, "manage.py", "serve", "web", "--port", str(PORT)],
        "streams": [PYTHON, "manage.py", "serve", "streams", "--port", str(STREAM_PORT)],
        "worker": [PYTHON, "manage.py", "worker"],
    }
    started = time.monotonic()
    with ExitStack() as stack:
        programs = [stack.enter_context(Program(name, command)) for name, command in commands.items()]
        _wait_until_ready(programs)
        done("Start the site, the streams and the worker", started)
        _print_addresses(account)
        while True:
            for program in programs:
                program.restart_if_ended()
            time.sleep(0.5)


def stop_on_signals() -> None:
    """Make SIGTERM and a closed terminal stop all programs, as Ctrl-C does. SIGINT is set too: a shell's background job
    ignores it, our programs would inherit that, and Granian uses it to stop its workers."""

    def interrupt(*args: object) -> NoReturn:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def _wait_until_ready(programs: Sequence[Program]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not (_responds(PORT, "/readyz") and _responds(STREAM_PORT, "/healthz")):
        for program in programs:
            program.raise_if_ended()
        if time.monotonic() > deadline:
            raise BootstrapError(f"The site is still not ready. The end of its log:\n{last_lines(LOGS / 'web.log')}")
        time.sleep(0.1)


def _responds(port: int, path: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _create_account(*, first_run: bool) -> str:
    if not first_run:
        return "editor (the password was printed the first time; for a new one: make password)"
    command: list[str | Path] = [PYTHON, "manage.py", "create_demo_editor"]
    result = subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, check=False)
    if result.returncode:
        raise BootstrapError(f"The editor's account could not be created:\n{result.stderr.decode()}")
    return result.stdout.decode().strip()


def _manage(title: str, *arguments: str) -> None:
    log = LOGS / f"{arguments[0]}.log"
    run_step(title, [PYTHON, "manage.py", *arguments], log, cwd=ROOT, environment=child_environment())


def _print_addresses(account: str) -> None:
    rows = {
        "Site": f"{ADDRESS}/",
        "Admin": f"{ADDRESS}/admin/",
        "GraphQL": f"{ADDRESS}/developers/",
        "Streams": f"http://localhost:{STREAM_PORT}/graphql/stream",
        "Editor": account,
        "Logs": str(LOGS),
    }
    indent = "\n" + 11 * " "
    lines = (f"  {name:<8} {text.replace(chr(10), indent)}" for name, text in rows.items())
    say("\n" + "\n".join(lines) + "\n\n  Ctrl-C stops the demo.")
