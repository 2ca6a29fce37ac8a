"""`make demo`: content and account the first time, then the site, the streams and the worker until Ctrl-C."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from hub.bootstrap.console import BootstrapError, done, last_lines, run_step, say
from hub.bootstrap.places import DATA_DIR, LOGS, PORT, PYTHON, ROOT, STREAM_PORT, VENV, child_environment, digest

STATE = DATA_DIR / "demo.json"
DATABASE = DATA_DIR / "hub.sqlite3"
ADDRESS = f"http://localhost:{PORT}"
READY_SECONDS = 60
STOP_SECONDS = 10
# One step each, only the first time: (title, arguments of manage.py).
FIRST_TIME = (
    ("Load the demonstration content", ("load_demo",)),
    ("Build the search index", ("replay", "search")),
    ("Load invented searches", ("load_demo_searches",)),
)


def prepare() -> str:
    """Migrate and fill the database as far as that is still to do; return what to say about the account."""
    state = json.loads(STATE.read_text()) if STATE.exists() and DATABASE.exists() else {}
    migrations = digest(ROOT.glob("*/migrations/*.py")) + digest([ROOT / "requirements.lock"])
    if state.get("migrations") != migrations:
        _manage("Prepare the database", "migrate", "--no-input")
    if not state.get("filled"):
        for title, arguments in FIRST_TIME:
            _manage(title, *arguments)
    vocabulary = digest(ROOT.glob("search/starting_vocabulary/*.toml"))
    if state.get("vocabulary") != vocabulary:
        _manage("Load the search vocabulary", "load_vocabulary")
    account = _account(first=not state.get("account"))
    done_so_far = {"migrations": migrations, "filled": True, "vocabulary": vocabulary, "account": True}
    STATE.write_text(json.dumps(done_so_far))
    return account


def serve(account: str) -> None:
    """Serve until Ctrl-C or SIGTERM, or until one of the programs ends by itself."""
    started = time.monotonic()
    with ExitStack() as stack:
        programs = {name: stack.enter_context(_program(name, command)) for name, command in _commands().items()}
        _wait_until_ready(programs)
        done("Start the site, the streams and the worker", started)
        _say_addresses(account)
        while True:
            _refuse_dead(programs)
            time.sleep(0.5)


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal end the demo as Ctrl-C does: with all programs stopped. SIGINT is set as well:
    a shell's background job ignores it, our programs would inherit that, and Granian stops its workers with it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _commands() -> Mapping[str, list[str | Path]]:
    granian: list[str | Path] = [VENV / "bin" / "granian", "--host", "127.0.0.1"]
    web = ("--interface", "wsgi", "--port", str(PORT), "--blocking-threads", "4")
    # One request a stream, and each is held: the usual limit is that of a web process.
    streams = ("--interface", "asgi", "--port", str(STREAM_PORT), "--backlog", "4096", "--backpressure", "4096")
    return {
        "web": [*granian, *web, "hub.wsgi:application"],
        "streams": [*granian, *streams, "hub.asgi:application"],
        "worker": [PYTHON, "manage.py", "worker"],
    }


@contextmanager
def _program(name: str, command: list[str | Path]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside us, with its output in a log. Its own session: Ctrl-C reaches it through us, in order."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("w") as log:
        program = subprocess.Popen(
            command,
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield program
        finally:
            _stop(program)


def _stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)  # its workers too
        program.wait()


def _wait_until_ready(programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _are_ready():
        _refuse_dead(programs)
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


def _refuse_dead(programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, program in programs.items():
        if program.poll() is not None:
            end = last_lines(LOGS / f"{name}.log")
            raise BootstrapError(f"The {name} has ended by itself (status {program.returncode}). Its log ends:\n{end}")


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
