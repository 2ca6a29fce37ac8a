"""No control of an admin form hides a property of the form: autosave once posted to a text area named `action`."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Collection, Locale, Site, Task, Workflow

from partners.models import Partner
from tests.cms.editing.test_drafts import UNFINISHED
from tests.cms.factories import (
    a_draft,
    a_page,
    a_threat_level,
    a_topic,
    an_administrator,
    an_image,
    an_organisation,
    an_upload,
    welsh,
)
from tests.form_names import PROPERTIES, TOLERATED, WAGTAILS_OWN

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CONTROLS = {"button", "fieldset", "input", "object", "output", "select", "textarea", "img"}


class Names(HTMLParser):
    """Collects names and ids of the controls within forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms = 0
        self.depth = 0
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self.forms, self.depth = self.forms + 1, self.depth + 1
        elif tag in CONTROLS and self.depth:
            self.found |= {value for key, value in attrs if key in ("name", "id") and value}

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "form" and self.depth > 0


def routes(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every registered URL pattern of the admin."""
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif path.startswith("admin/") and path != "admin/logout/":  # which ends the session even on a GET
            yield path, entry


def addresses(path: str, candidates: dict[str, list[Any]]) -> Iterator[str]:
    """Yield the URLs of a route with existing ids; each parameter gets the same candidates."""
    simple = re.sub(r"[\^$\\]", "", path)
    plain = re.sub(r"\(\?P<(\w+)>[^()]*(\([^()]*\)[^()]*)*\)", r"<\1>", simple)
    plain = re.sub(r"<\w+:(\w+)>", r"<\1>", plain)
    if not (parameters := re.findall(r"<(\w+)>", plain)):
        yield f"/{plain}"
        return
    for pk in candidates["pk"]:
        address = plain
        for name in parameters:
            address = address.replace(f"<{name}>", str(candidates.get(name, [pk])[0]))
        yield f"/{address}"


@pytest.fixture
def candidates(admin: Client) -> dict[str, list[Any]]:
    """Create one of everything that has a form; return the ids to try."""
    translated = a_page()
    translated.copy_for_translation(welsh())
    made = [a_topic(), an_organisation(), a_threat_level(), an_image(), an_upload(), an_administrator()]
    made += [Group.objects.first(), Collection.objects.first(), Locale.objects.first(), Site.objects.first()]
    made += [Workflow.objects.first(), Task.objects.first(), Partner.objects.create(name="Portal")]
    pks = [translated.pk] + [one.pk for one in made if one is not None]
    return {
        "pk": sorted(set(pks)),
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["guidancepage"],
        "app_label": ["cms"],
        "model_name": ["topic"],
        "mode": ["add"],
    }


@pytest.fixture
def page_forms(admin: Client) -> list[str]:
    """The URLs at which each page type is created and edited."""
    found = []
    for model in UNFINISHED:
        page = a_draft(model, slug=f"form-{model.__name__.lower()}")
        found.append(reverse("wagtailadmin_pages:add", args=["cms", model._meta.model_name, page.get_parent().pk]))
        found.append(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return found


def shown(client: Client, address: str) -> Names | None:
    """Return the names in the forms at a URL, None if it shows no page."""
    response: Any = client.get(address)
    if response.status_code != 200 or response.streaming:
        return None
    return Names(response.content.decode(errors="replace").replace('\\"', '"'))  # dialogs come within JSON


@pytest.mark.slow
def test_no_control_of_an_admin_form_shadows_a_form_property(
    admin: Client, candidates: dict[str, list[Any]], page_forms: list[str]
) -> None:
    admin.raise_request_exception = False
    hidden: dict[str, set[str]] = {}
    reached: set[str] = set()
    walk = {path: addresses(path, candidates) for path, _ in routes(get_resolver())}
    for path, tried in {**{address: iter([address]) for address in page_forms}, **walk}.items():
        names = next((names for address in tried if (names := shown(admin, address))), None)
        if names is None or not names.forms:
            continue
        reached.add(path)
        if wrong := names.found & PROPERTIES - set(TOLERATED) - WAGTAILS_OWN.get(path, set()):
            hidden[path] = wrong
    assert hidden == {}
    assert set(page_forms) <= reached
    assert len(reached) > 60, "the walk no longer reaches the admin's forms"
