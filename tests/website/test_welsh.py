"""The website in Welsh: complete, and compiled."""

import ast
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation.template import templatize

from tests.website.conftest import World

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@pytest.fixture(scope="session")
def catalogue(project_root: Path) -> Path:
    """The folder of the Welsh catalogue."""
    return project_root / "website" / "locale" / "cy" / "LC_MESSAGES"


def messages_in(source: str) -> set[str]:
    """The messages in Python source."""
    found = extract("python", BytesIO(source.encode()), KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, message, _, _ in found}


def python_modules(project_root: Path) -> list[Path]:
    """Modules with messages for readers."""
    return [*(project_root / "website").rglob("*.py"), *(project_root / "publishing" / "kinds").glob("*.py")]


def test_no_message_is_in_an_f_string_where_makemessages_does_not_find_it(project_root: Path) -> None:
    trees = [ast.parse(path.read_text()) for path in python_modules(project_root)]
    strings = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    calls = [node for each in strings for node in ast.walk(each) if isinstance(node, ast.Call)]
    assert [ast.unparse(call) for call in calls if ast.unparse(call.func) in KEYWORDS] == []


def test_every_message_of_the_website_is_translated_into_welsh(project_root: Path, catalogue: Path) -> None:
    templates = [
        templatize(path.read_text(), origin=str(path)) for path in (project_root / "templates").rglob("*.html")
    ]
    python = [path.read_text() for path in python_modules(project_root)]
    wanted = {message for source in (*templates, *python) for message in messages_in(source)}
    with (catalogue / "django.po").open("rb") as file:
        known = read_po(file)
    translated = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in known
        if message.id and not message.fuzzy and message.string and all(message.string)
    }
    contexts = {"name of the site", "threat level", "project", "partner"}
    assert wanted - translated - contexts == set()


def test_the_compiled_catalogue_matches_its_source(catalogue: Path) -> None:
    with (catalogue / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    with (catalogue / "django.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert messages
    for message in messages:
        match message.id:
            case (one, many):
                built = {compiled.ngettext(one, many, number) for number in (1, 2, 3, 8)}
                assert built == {*(message.string or ())}
            case str(text) if message.context:
                assert compiled.pgettext(message.context, text) == message.string
            case str(text):
                assert compiled.gettext(text) == message.string


@pytest.mark.django_db
def test_a_welsh_page_is_in_welsh_and_links_to_the_english_one(world: World, client: Client) -> None:
    response = client.get("/cy/canllawiau/diogelu-marchnad/")
    found = BeautifulSoup(response.content, "html.parser")
    assert response["Content-Language"] == found.html["lang"] == "cy"
    assert "Diweddarwyd" in found.main.text
    assert found.header.select_one('a[hreflang="en-GB"]')["href"] == "/guidance/protect-a-market/"


OTHER_PAGES = (
    "",
    "lefel-bygythiad/",
    "chwilio/",
    "feeds/",
    "account/login/",
    "datblygwyr/",
    "datblygwyr/schema/ContentKind/",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize("path", [f"/cy/{path}" for path in OTHER_PAGES])
def test_every_page_that_is_not_an_item_exists_in_welsh(path: str, world: World, client: Client) -> None:
    found = BeautifulSoup(client.get(path).content, "html.parser")
    assert found.html["lang"] == "cy"
    assert "Mewngofnodi" in found.header.text


@pytest.mark.django_db
def test_a_welsh_url_that_does_not_exist_is_not_found_in_welsh(world: World, client: Client) -> None:
    assert "Heb ddod o hyd" in client.get("/cy/dim/").content.decode()


@pytest.mark.django_db
def test_english_text_on_a_welsh_page_is_marked_as_english(world: World, client: Client) -> None:
    found = BeautifulSoup(client.get("/cy/lefel-bygythiad/").content, "html.parser")
    assert found.select_one('.hub-status [lang="en-GB"]')
