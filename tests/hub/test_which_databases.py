"""Which tests run again on PostgreSQL: by mark or folder; what touches a database's own ways is marked."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import ROOT, SCREENS, is_about_screens, runs_on_postgresql

OWN_WAYS = re.compile(
    r"\b(?:IntegrityError|OperationalError|DatabaseError|select_for_update|skip_locked|connection\.vendor|cursor\(\)"
    r"|RawSQL|KeyT\w*Transform|JSONObject|Thread\(|ThreadPoolExecutor|postgresql)"
)
MARKED = re.compile(r"\bmark\.(one_database|both_databases|postgresql)\b")
Collected = Callable[..., dict[str, bool]]
SCREEN_MODULES = [module for module in sorted(ROOT.glob("tests/**/test_*.py")) if is_about_screens(module)]


@pytest.mark.parametrize("module", SCREEN_MODULES, ids=lambda module: module.stem)
def test_a_module_of_screens_that_touches_locks_sql_or_sequences_says_where_it_runs(module: Path) -> None:
    text = module.read_text()
    found = OWN_WAYS.search(text)
    assert not found or MARKED.search(text), (
        f"{module.relative_to(ROOT)} names {found[0]}: mark it both_databases if it turns out differently on"
        " PostgreSQL, or one_database if it does not"
    )


def test_every_folder_of_screens_is_there() -> None:
    assert all((ROOT / folder).is_dir() for folder in SCREENS)


@pytest.fixture
def collected(request: pytest.FixtureRequest) -> Collected:
    """Make tests in a folder of ours, without running them, and say which would run on PostgreSQL."""

    def collect(folder: str, **marks: tuple[pytest.MarkDecorator, ...]) -> dict[str, bool]:
        module = pytest.Module.from_parent(request.session, path=ROOT / folder / "test_invented.py")
        answers = {}
        for name, decorators in marks.items():
            item = pytest.Function.from_parent(module, name=name, callobj=lambda: None)
            for decorator in decorators:
                item.add_marker(decorator)
            answers[name] = runs_on_postgresql(item)
        return answers

    return collect


DB, COMMITTED = pytest.mark.django_db, pytest.mark.django_db(transaction=True)
ELASTICSEARCH, BOTH, ONE = pytest.mark.elasticsearch, pytest.mark.both_databases, pytest.mark.one_database


@pytest.mark.parametrize("folder", ["tests/publishing", "tests/a_package_of_tomorrow"])
def test_a_test_without_a_mark_runs_on_both_databases(folder: str, collected: Collected) -> None:
    assert collected(folder, plain=(), db=(DB,), elastic=(DB, ELASTICSEARCH), one=(DB, ONE)) == {
        "plain": False,
        "db": True,
        "elastic": False,
        "one": False,
    }


@pytest.mark.parametrize("folder", SCREENS)
def test_screens_run_on_one_database_unless_they_commit_or_are_marked(folder: str, collected: Collected) -> None:
    assert collected(folder, db=(DB,), locks=(COMMITTED,), both=(DB, BOTH), browser=(COMMITTED, ONE)) == {
        "db": False,
        "locks": True,
        "both": True,
        "browser": False,
    }
