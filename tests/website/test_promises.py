"""The website leads nowhere that does not exist, and promises nothing that the hub does not do."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation.template import templatize

from tests.website.test_welsh import messages_in, python_modules

# What the hub does not do yet: send anything to readers, register them, take applications, have an app.
PROMISES = re.compile(
    r"\b(get|ask for|receive|sign up for|set up) (email |text )?(alerts?|notifications?|updates?|texts)\b"
    r"|\bsubscri(be|ption)|\bnewsletter|\bwe('ll| will) (email|text|notify|tell)\b|\bnotify you\b|\bsms\b"
    r"|\b(our|the hub.s) app\b|\bdownload (our|the) app|\bregister (on this site|here|now)\b"
    r"|\bapply (here|now|online)\b",
    re.IGNORECASE,
)
DENIALS = {
    "Feeds contain only what everyone may read, and you do not need an account. The hub does not send emails, text "
    "messages or notifications to readers yet.",
    "You cannot register on this site yet, or reset a password. The programme creates accounts: contact it to ask for "
    "one, or if you cannot sign in.",
}


def strings(value: object) -> Iterator[str]:
    """All strings of a document of the demonstration."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


def test_no_text_of_the_website_or_of_the_demonstration_promises_what_is_not_there(project_root: Path) -> None:
    sources = [templatize(path.read_text(), origin=str(path)) for path in (project_root / "templates").rglob("*.html")]
    sources += [path.read_text() for path in python_modules(project_root)]
    texts = {message for source in sources for message in messages_in(source)} - DENIALS
    for path in (project_root / "cms" / "demo").rglob("*.toml"):
        texts |= set(strings(tomllib.loads(path.read_text())))
    assert [text for text in texts if PROMISES.search(text)] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("documentation", "world")
def test_every_link_and_form_of_the_website_leads_to_a_page(client: Client) -> None:
    """From the home page of each language. Only the page of feeds and the developers' pages link to code."""
    waiting, seen = ["/", "/cy/"], {"/", "/cy/"}
    faults: list[tuple[str, object]] = []
    while waiting:
        page = waiting.pop()
        response = client.get(page, follow=True)
        kind = response.headers.get("Content-Type", "")
        if response.status_code != 200:
            faults.append((page, response.status_code))
        if "html" not in kind or "developers/" in page or "datblygwyr/" in page:
            continue
        soup = BeautifulSoup(response.content, "html.parser")
        targets = [str(link["href"]) for link in soup.select("a[href]")]
        targets += [str(form.get("action") or page) for form in soup.select("form") if form.get("method") != "post"]
        for target in targets:
            url = urlsplit(urljoin(page, target))
            if url.scheme or url.netloc or url.path.startswith("/assets/"):
                continue
            if url.path.endswith((".atom", ".json", ".xml")) and "feeds/" not in page:
                faults.append((page, target))
            address = f"{url.path}?{url.query}" if "feed=" in url.query else url.path
            if address not in seen and address:
                seen.add(address)
                waiting.append(address)
    assert faults == []
    assert len(seen) > 60
