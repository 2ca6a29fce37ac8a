"""Published files pass the same gate as pages."""

import hashlib
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from publishing.models import Asset
from tests.website.conftest import SignIn, World
from tests.website.factories import an_asset, publish

pytestmark = pytest.mark.django_db


def fetch(client: Client, path: str, **headers: str) -> HttpResponse:
    """Read a file to its end."""
    response = client.get(path, headers=headers)
    read = HttpResponse(response.getvalue(), status=response.status_code, headers=dict(response.headers))
    read.cookies = response.cookies
    return read


def address(asset: Asset) -> str:
    """The URL of a file."""
    return f"/assets/{asset.key}/{asset.filename}"


@pytest.fixture
def public_file() -> Asset:
    """A PDF that a public page uses."""
    asset = an_asset("card.pdf", "application/pdf", b"%PDF-1.4")
    publish(Kind.GUIDANCE, assets=(asset.key,))
    return asset


def test_a_file_of_a_public_page_is_public(public_file: Asset, client: Client) -> None:
    response = fetch(client, address(public_file))
    assert response.content == b"%PDF-1.4"
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "public, max-age=60, s-maxage=0"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="card.pdf"'
    assert not response.cookies


def test_a_file_is_revalidated_with_a_304(public_file: Asset, client: Client) -> None:
    etag = fetch(client, address(public_file))["ETag"]
    assert fetch(client, address(public_file), **{"If-None-Match": etag}).status_code == 304


def test_the_etag_does_not_reveal_the_files_content(public_file: Asset, client: Client) -> None:
    etag = fetch(client, address(public_file))["ETag"]
    for algorithm in (hashlib.sha1, hashlib.sha256, hashlib.md5):
        assert algorithm(b"%PDF-1.4").hexdigest()[:32] not in etag


def test_a_file_that_a_browser_might_run_is_a_download(client: Client) -> None:
    asset = an_asset("page.html", "text/html", b"<script>")
    publish(Kind.GUIDANCE, assets=(asset.key,))
    assert fetch(client, address(asset))["Content-Disposition"].startswith("attachment")


def test_a_hidden_file_looks_like_one_that_does_not_exist(client: Client) -> None:
    asset = an_asset()
    publish(Kind.GUIDANCE, audience=Audience.VALIDATED, assets=(asset.key,))
    hidden, absent = fetch(client, address(asset)), fetch(client, f"/assets/{uuid4()}/map.png")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_hidden_file_is_sent_to_its_readers_and_not_stored(sign_in: SignIn) -> None:
    asset = an_asset()
    publish(Kind.GUIDANCE, audience=Audience.VALIDATED, assets=(asset.key,))
    response = fetch(sign_in(validated=True), address(asset))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert not response.has_header("ETag")


def test_a_file_is_withdrawn_with_its_page(client: Client) -> None:
    asset = an_asset()
    item = publish(Kind.GUIDANCE, assets=(asset.key,))
    record_withdrawal(item.content_id, "en-gb")
    assert fetch(client, address(asset)).status_code == 404


def test_a_file_has_only_one_name(public_file: Asset, client: Client) -> None:
    assert client.get(f"/assets/{public_file.key}/other.pdf").status_code == 404


def test_a_file_that_is_missing_on_disk_is_not_found(public_file: Asset, client: Client) -> None:
    public_file.file.delete(save=False)
    assert fetch(client, address(public_file)).status_code == 404


@pytest.mark.parametrize("path", ["/media/images/street.png", "/admin/media/x.png"])
def test_a_guessed_url_does_not_work(path: str, world: World, client: Client) -> None:
    assert client.get(path).status_code in {302, 404}


def test_the_pictures_of_a_page_load(world: World, client: Client) -> None:
    html = client.get("/guidance/protect-a-market/").content.decode()
    asset = Asset.objects.filter(filename="street-640.png").get()
    assert f"{address(asset)} 640w" in html
    assert fetch(client, address(asset)).status_code == 200
