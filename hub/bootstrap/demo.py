"""`make demo`: content and account the first time, then the site, the streams and the worker until Ctrl-C."""

import json
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from hub.bootstrap.console import BootstrapError, done, last_lines, run_step, say
from hub.bootstrap.places import DATA_DIR, DEMO_BULK, LOGS, PORT, PYTHON, ROOT, STREAM_PORT, child_environment, digest
from hub.bootstrap.program import Program

STATE = DATA_DIR / "demo.json"
DATABASE = DATA_DIR / "hub.sqlite3"
ADDRESS = f"http://localhost:{PORT}"
READY_SECONDS = 60
Step = tuple[str, tuple[str, ...]]
"""A title, and arguments of manage.py."""


def prepare() -> str:
    """Migrate and fill the database as far as that is still to do; return what to say about the account."""
    state = json.loads(STATE.read_text()) if STATE.exists() and DATABASE.exists() else {}
    migrations = digest(ROOT.glob("*/migrations/*.py")) + digest([ROOT / "requirements.lock"])
    if state.get("migrations") != migrations:
        _manage("Prepare the database", "migrate", "--no-input")
    if not state.get("filled"):
        for title, arguments in first_time(DEMO_BULK):
            _manage(title, *arguments)
    vocabulary = digest(ROOT.glob("search/vocabulary/starter_entries/*.toml"))
    if state.get("vocabulary") != vocabulary:
        _manage("Load the search vocabulary", "load_vocabulary")
    account = _account(first=not state.get("account"))
    done_so_far = {"migrations": migrations, "filled": True, "vocabulary": vocabulary, "account": True}
    STATE.write_text(json.dumps(done_so_far))
    return account


def first_time(bulk: int) -> tuple[Step, ...]:
    """Return the steps for a new database. Whatever takes long is loaded only where it is asked for."""
    large: tuple[Step, ...] = ((f"Load {bulk:,} invented documents", ("load_bulk", f"--items={bulk}")),) if bulk else ()
    return (
        ("Load the demonstration content", ("load_demo",)),
        *large,
        ("Build the search index", ("replay", "search")),
        ("Load invented searches", ("load_demo_searches",)),
    )


def serve(account: str) -> None:
    """Serve until Ctrl-C or SIGTERM. A program that ends by itself is started again."""
    started = time.monotonic()
    with ExitStack() as stack:
        programs = [stack.enter_context(Program(name, command)) for name, command in _commands().items()]
        _wait_until_ready(programs)
        done("Start the site, the streams and the worker", started)
        _say_addresses(account)
        while True:
            for program in programs:
                program.restart_if_ended()
            time.sleep(0.5)


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal end the demo as Ctrl-C does: with all programs stopped. SIGINT is set as well:
    a shell's background job ignores it, our programs would inherit that, and Granian stops its workers with it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _commands() -> Mapping[str, list[str | Path]]:
    return {
        "web": [PYTHON, "manage.py", "serve", "web", "--port", str(PORT)],
        "streams": [PYTHON, "manage.py", "serve", "streams", "--port", str(STREAM_PORT)],
        "worker": [PYTHON, "manage.py", "worker"],
    }


def _wait_until_ready(programs: Sequence[Program]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _are_ready():
        for program in programs:
            program.refuse_ended()
        if time.monotonic() > deadline:
            raise BootstrapError(f"The site does not get ready. Its log ends:\n{last_lines(LOGS / 'web.log')}")
        time.sleep(0.1)


def _are_ready() -> bool:
    return _answers(PORT, "/readyz") and _answers(STREAM_PORT, "/healthz")


def _answers(port: int, path: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _account(*, first: bool) -> str:
    if not first:
        return "editor (password as printed the first time; a new one: make password)"
    command: list[str | Path] = [PYTHON, "manage.py", "create_demo_editor"]
    made = subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, check=False)
    if made.returncode:
        raise BootstrapError(f"The editor's account could not be made:\n{made.stderr.decode()}")
    return made.stdout.decode().strip()


def _manage(title: str, *arguments: str) -> None:
    log = LOGS / f"{arguments[0]}.log"
    run_step(title, [PYTHON, "manage.py", *arguments], log, cwd=ROOT, environment=child_environment())


def _say_addresses(account: str) -> None:
    rows = {
        "Site": f"{ADDRESS}/",
        "Admin": f"{ADDRESS}/admin/",
        "GraphQL": f"{ADDRESS}/graphql",
        "Streams": f"http://localhost:{STREAM_PORT}/graphql/stream",
        "Editor": account,
        "Logs": str(LOGS),
    }
    indent = "\n" + 11 * " "
    lines = (f"  {name:<8} {text.replace(chr(10), indent)}" for name, text in rows.items())
    say("\n" + "\n".join(lines) + "\n\n  Ctrl-C stops the demo.")
