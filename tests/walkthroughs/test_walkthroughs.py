"""The walkthroughs of CONTRIBUTING.md: what they say is enough, and they take as few files as they say."""

from pathlib import Path

import pytest

from tests.walkthroughs.following import follow, run_tests

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
CONFORMANCE = (
    "tests/publishing/kinds/test_kinds.py",
    "tests/cms/test_conformance.py",
    "tests/graphql_api/content/test_conformance.py",
    "tests/graphql_api/execution/compiler/test_writers.py",
)
# Run in the copy alone: here there is no such field, and no such kind.
FIELD, KIND = "tests/walkthroughs/field.py", "tests/walkthroughs/kind.py"


def test_a_field_takes_three_files_and_is_everywhere(project_root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hub"
    assert len(follow("Add a field to a kind", project_root, copy)) == 3
    run_tests(copy, FIELD, *CONFORMANCE)


def test_a_kind_takes_five_files_and_is_everywhere(project_root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hub"
    assert len(follow("Add a kind", project_root, copy)) == 5
    run_tests(copy, KIND, *CONFORMANCE)
