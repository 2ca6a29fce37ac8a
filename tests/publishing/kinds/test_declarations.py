"""Declarations are plain data."""

import subprocess
import sys
from pathlib import Path

ALONE = "from django.conf import settings; settings.configure(); import publishing.kinds.registry"


def test_declarations_are_read_before_django_has_loaded_an_app(project_root: Path) -> None:
    """Their labels are translated when they are shown, not before: translations are files of the apps."""
    subprocess.run([sys.executable, "-c", ALONE], cwd=project_root, check=True)
