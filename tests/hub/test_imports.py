"""What the web server's process imports: its start must not grow by what no request needs."""

import json
import os
import subprocess
import sys

import pytest

UNUSED = {
    "django.contrib.gis": "looks for GDAL; strawberry_django imports it (graphql_api/__init__.py)",
    "markdown_it": "only builds the developers' pages",
}


@pytest.mark.slow
def test_the_web_server_imports_nothing_that_it_does_not_use() -> None:
    code = "import hub.wsgi, json, sys; print(json.dumps(sorted(sys.modules)))"
    environment = {**os.environ, "HUB_ENVIRONMENT": "test", "HUB_DATABASE_URL": "sqlite:///:memory:"}
    output = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True)
    imported = set(json.loads(output.stdout.splitlines()[-1]))
    assert {"strawberry_django.filters", "strawberry_django.optimizer"} <= imported
    assert {name: why for name, why in UNUSED.items() if name in imported} == {}
