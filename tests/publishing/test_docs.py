"""The samples in docs/publishing.md run as they stand."""

import re
from pathlib import Path

import pytest

from publishing.consumers import registry as registry
from publishing.consumers.worker import Worker
from tests.publishing.documents import publish


@pytest.mark.django_db
def test_the_consumer_of_the_handbook_is_fed(project_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample,) = re.findall(r"```python\n(.*?)```", (project_root / "docs/publishing.md").read_text(), re.DOTALL)
    kept = dict(registry.consumers)
    registry.consumers.clear()
    try:
        exec(sample, {})
        change = publish()
        Worker("handbook").run_round()
    finally:
        registry.consumers.clear()
        registry.consumers.update(kept)
    assert f"{change.sequence} published\n" in capsys.readouterr().out
