"""Signing in and out."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client

from tests.website.conftest import SignIn, World

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture
def browser_client() -> Client:
    """A client that checks the CSRF token, as for a browser."""
    get_user_model().objects.create_user("reader", password="correct horse battery")
    return Client(enforce_csrf_checks=True)


def send(client: Client, password: str, **fields: str) -> Any:
    """Fill in the form as a person does."""
    form = BeautifulSoup(client.get(LOGIN).content, "html.parser").select_one('form[method="post"]')
    token = form.select_one('[name="csrfmiddlewaretoken"]')["value"]
    fields = {"username": "reader", "password": password, "csrfmiddlewaretoken": str(token), **fields}
    return client.post(LOGIN, fields)


def test_signing_in_returns_to_the_previous_page(world: World, browser_client: Client) -> None:
    response = send(browser_client, "correct horse battery", next="/guidance/")
    assert (response.status_code, response["Location"]) == (302, "/guidance/")
    assert b"Signed in as reader" in browser_client.get("/guidance/").content


def test_signing_in_does_not_redirect_to_another_site(world: World, browser_client: Client) -> None:
    assert send(browser_client, "correct horse battery", next="https://example.org/")["Location"] == "/"


def test_a_wrong_password_is_explained_beside_the_form(world: World, browser_client: Client) -> None:
    found = BeautifulSoup(send(browser_client, "wrong").content, "html.parser")
    assert "There is a problem" in found.select_one(".govuk-error-summary").text


def test_a_form_without_its_csrf_token_gets_our_error_page(world: World, browser_client: Client) -> None:
    response = browser_client.post(LOGIN, {"username": "reader", "password": "x"})
    assert response.status_code == 403
    assert "We could not accept this form" in BeautifulSoup(response.content, "html.parser").h1.text


def test_only_the_form_sets_a_cookie(world: World, client: Client) -> None:
    assert set(client.get(LOGIN).cookies) == {"csrftoken"}


def test_signing_out_is_a_form_and_never_a_link(world: World, sign_in: SignIn) -> None:
    reader = sign_in()
    assert reader.get("/account/logout/").status_code == 405
    assert reader.post("/account/logout/")["Location"] == "/"
    assert b"Signed in as" not in reader.get("/").content
