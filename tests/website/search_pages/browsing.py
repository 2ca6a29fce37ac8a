"""Opens the search page and reads its results."""

from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.test import Client


def search(client: Client, path: str = "/search/", **parameters: object) -> BeautifulSoup:
    """Open the search page with these parameters."""
    return follow(client, f"{path}?{urlencode(parameters, doseq=True)}")


def follow(client: Client, address: object) -> BeautifulSoup:
    """Open a page that must be there."""
    response = client.get(str(address))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(found: BeautifulSoup) -> list[str]:
    """The titles of the hits."""
    return [link.text.strip() for link in found.select("ol.hub-list .hub-list__title a")]
