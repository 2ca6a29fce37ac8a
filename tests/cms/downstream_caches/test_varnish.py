"""Debian's Varnish caches pages by its own rules, and the hub purges the URLs of what changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import free_port
from tests.stack import Stack, answers, running, until
from tests.varnish import varnish

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def run(hub: Stack, code: str) -> None:
    """Run some code in a process of the hub."""
    setup = "import django; django.setup(); from tests.publishing.documents import publish"
    environment = {**hub.environment, "DJANGO_SETTINGS_MODULE": "hub.settings", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", f"{setup}; {code}"], env=environment, check=True)


def test_a_page_is_cached_until_it_changes_or_is_withdrawn(tmp_path: Path, project_root: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running(HUB_FRONTEND_CACHE="http", HUB_FRONTEND_CACHE_URL=address, HUB_BASE_URL=address) as hub:
        hub_port = int(hub.address.rpartition(":")[2])
        with varnish(project_root / "docs" / "varnish" / "pages.vcl", tmp_path, port, hub_port):
            front = Stack(address, hub.environment)
            until(lambda: answers(front, "/healthz"), what="Varnish")
            run(hub, "publish(path='/exits/', title='First version')")
            until(lambda: "First version" in front.get("/exits/").text, what="the publication")
            until(lambda: front.get("/exits/").headers["X-Cache"] == "hit", what="a hit")
            run(
                hub,
                "from publishing.models import ContentItem; item = ContentItem.objects.get(path='/exits/'); "
                "publish(path='/exits/', content_id=item.content_id, title='Second version')",
            )
            # Without a purge the page would be cached for a minute.
            until(lambda: "Second version" in front.get("/exits/").text, what="the purge")
            until(lambda: front.get("/exits/").headers["X-Cache"] == "hit", what="another hit")
            run(
                hub,
                "from publishing.models import ContentItem; from publishing.log.record import record_withdrawal; "
                "item = ContentItem.objects.get(path='/exits/'); record_withdrawal(item.content_id, item.locale)",
            )
            until(lambda: front.get("/exits/").status == 410, what="the withdrawal")
