"""Error pages in the layout of every other page."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from tests.website.conftest import World
from website.views.errors import bad_request, server_error

pytestmark = pytest.mark.one_database


@pytest.mark.django_db
def test_the_404_page_links_to_home_and_search(world: World, client: Client) -> None:
    response = client.get("/nothing/here/")
    found = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert found.main.select_one('a[href="/search/"]')
    assert "nothing/here" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00/", "/guidance%00", "/cy/%00/x/"])
def test_a_path_that_no_database_accepts_is_not_found(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_the_500_page_needs_no_query() -> None:
    response = server_error(RequestFactory().get("/guidance/"))
    assert response.status_code == 500
    assert "call 999" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("cookies", [{}, {settings.SESSION_COOKIE_NAME: "signed-in"}])
def test_a_database_failure_is_a_503_with_retry_after(cookies: dict[str, str]) -> None:
    request = RequestFactory().get("/guidance/")
    request.COOKIES |= cookies
    request.user = SimpleLazyObject(lambda: pytest.fail("the database was queried"))  # type: ignore[assignment]
    try:
        raise OperationalError("the server closed the connection")
    except OperationalError:
        response = server_error(request)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "call 999" in response.content.decode()


@pytest.mark.django_db
def test_messages_of_other_libraries_are_not_shown() -> None:
    response = bad_request(RequestFactory().get("/"), ValueError("internal detail"))
    assert isinstance(response, HttpResponse)
    assert response.status_code == 400
    assert b"internal detail" not in response.content
