"""Partners in Wagtail's admin, by those permitted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from partners.models import ApiKey, FieldCount, KeyState, OperationCount, Partner
from partners.tokens import parse_token
from partners.usage import deprecations
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from tests.cms.factories import signed_in
from tests.partners.making import a_key, a_partner, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

KEYS, ORGANISATIONS, FIELDS = "/admin/partners/keys/", "/admin/partners/organisations/", "/admin/partners/fields/"


@pytest.fixture
def manager() -> Client:
    """The browser of a partner manager."""
    return signed_in("Partner managers")


@pytest.fixture
def administrator() -> Client:
    """The browser of an administrator."""
    return signed_in()


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def form(**given: object) -> dict[str, object]:
    filled = {"label": "Portal", "origins": "", "expires_at": "", "points_per_minute": "", "burst": ""}
    return {**filled, "partner": a_partner().pk, "audience": "0", "kinds": [], **given}


def shown_key(response: Any) -> str:
    found = re.search(r"hub_[0-9A-Za-z]{61}", response.content.decode())
    assert found, response
    return found[0]


def test_editors_and_moderators_have_nothing_to_do_with_partners() -> None:
    for group in ("Editor", "Moderator"):
        client = signed_in(group)
        for address in (KEYS, ORGANISATIONS, FIELDS, f"{KEYS}new/"):
            assert client.get(address).status_code == 302
        assert "Partners" not in client.get("/admin/").content.decode()


def test_a_manager_makes_a_partner(manager: Client) -> None:
    filled = {"name": "Harbour Trust", "slug": "harbour", "contact": "api@harbour.example", "active": "on"}
    manager.post(f"{ORGANISATIONS}new/", filled)
    partner = Partner.objects.get()
    assert (partner.name, partner.active) == ("Harbour Trust", True)
    assert "Harbour Trust" in text(manager, ORGANISATIONS)
    manager.post(f"{ORGANISATIONS}edit/{partner.pk}/", filled | {"contact": "it@harbour.example"})
    assert "contact from “api@harbour.example” to “it@harbour.example”" in text(
        manager, f"{ORGANISATIONS}history/{partner.pk}/"
    )


def test_a_key_is_shown_once_on_a_page_that_nothing_keeps(manager: Client, client: Client) -> None:
    response = manager.post(f"{KEYS}new/", form(kinds=[Kind.BRIEFING]))
    assert "no-store" in response["Cache-Control"]
    shown = shown_key(response)
    key = ApiKey.objects.get()
    assert parse_token(shown).digest == key.digest
    assert key.kinds == [Kind.BRIEFING]
    pages = (KEYS, f"{KEYS}edit/{key.pk}/", f"{KEYS}history/{key.pk}/", f"{ORGANISATIONS}inspect/{key.partner_id}/")
    for address in (*pages, "/admin/reports/site-history/"):
        assert shown[16:] not in manager.get(address).content.decode()
    answer = client.get("/graphql", {"query": "{ revision }"}, headers=bearing(shown))
    assert answer.status_code == 200


def test_a_manager_cannot_open_more_than_the_public_reads(manager: Client) -> None:
    assert 'name="audience"' not in manager.get(f"{KEYS}new/").content.decode()
    manager.post(f"{KEYS}new/", form(audience="20"))
    assert ApiKey.objects.get().audience == Audience.PUBLIC


def test_an_administrator_can_and_managers_then_only_revoke(administrator: Client, manager: Client) -> None:
    administrator.post(f"{KEYS}new/", form(audience="20"))
    key = ApiKey.objects.get()
    assert key.audience == Audience.VALIDATED
    for address in (f"{KEYS}edit/{key.pk}/", f"{KEYS}replace/{key.pk}/"):
        assert manager.get(address).status_code == 302
        assert manager.post(address, form(days="3")).status_code == 302
        assert administrator.get(address).status_code == 200
    assert ApiKey.objects.count() == 1
    manager.post(f"{KEYS}delete/{key.pk}/")
    assert ApiKey.objects.get().state() is KeyState.REVOKED


def test_named_people_are_no_audience_of_a_key(administrator: Client) -> None:
    administrator.post(f"{KEYS}new/", form(audience="30"))
    assert not ApiKey.objects.exists()


def test_what_a_key_is_for_can_be_changed_but_not_whose_it_is(manager: Client) -> None:
    key, _ = a_key(kinds=[Kind.BRIEFING])
    other = a_partner("Quay Watch")
    changed = form(partner=other.pk, kinds=[Kind.GUIDANCE], origins="https://Portal.example.org:443/")
    manager.post(f"{KEYS}edit/{key.pk}/", changed)
    partner = key.partner
    key.refresh_from_db()
    assert (key.partner, key.kinds, key.origins) == (partner, [Kind.GUIDANCE], "https://portal.example.org")
    assert "kinds from “Briefing” to “Guidance”" in text(manager, f"{KEYS}history/{key.pk}/")


@pytest.mark.parametrize(
    "wrong", [{"origins": "portal.example.org"}, {"expires_at": "2020-01-01 00:00"}, {"burst": "0"}]
)
def test_what_cannot_be_is_refused_with_a_reason(manager: Client, wrong: dict[str, str]) -> None:
    response = manager.post(f"{KEYS}new/", form(**wrong))
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_is_replaced_with_an_overlap(manager: Client) -> None:
    key, _ = a_key()
    assert "Home Replace key" in text(manager, f"{KEYS}replace/{key.pk}/")
    shown = shown_key(manager.post(f"{KEYS}replace/{key.pk}/", {"days": "5"}))
    key.refresh_from_db()
    assert key.successor.prefix == shown[4:16]
    assert key.expires_at - timezone.now() < timedelta(days=5)
    assert "Key replaced" in text(manager, f"{KEYS}history/{key.pk}/")
    assert manager.post(f"{KEYS}replace/{key.pk}/", {"days": "5"}).status_code == 302
    assert ApiKey.objects.count() == 2


def test_revoking_keeps_the_key_and_logs_it(manager: Client) -> None:
    key, _ = a_key()
    assert "for good" in text(manager, f"{KEYS}delete/{key.pk}/")
    manager.post(f"{KEYS}delete/{key.pk}/")
    assert ApiKey.objects.get().revoked_at
    assert "Revoked" in text(manager, KEYS)
    assert ModelLogEntry.objects.filter(action="partners.key_revoked", user__groups__name="Partner managers").exists()


def test_the_keys_of_a_partner_that_is_not_active_say_so(manager: Client) -> None:
    key, _ = a_key(a_partner(active=False))
    assert "Partner not active" in text(manager, KEYS)
    assert "Partner not active" in text(manager, f"{ORGANISATIONS}inspect/{key.partner_id}/")


def test_keys_that_expire_soon_are_listed_until_they_are_replaced(manager: Client) -> None:
    now = timezone.now()
    key, _ = a_key(created_at=now - timedelta(days=355), expires_at=now + timedelta(days=10))
    a_key(a_partner("Quay Watch"), expires_at=timezone.now() + timedelta(days=100))
    assert text(manager, KEYS).count("ends on") == 1
    manager.post(f"{KEYS}replace/{key.pk}/", {"days": "5"})
    assert "ends on" not in text(manager, KEYS)
    assert f"{timezone.localtime(key.expires_at).year}" in text(manager, KEYS)
    assert "Expires soon, replaced" in text(manager, KEYS)


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> ApiKey:
    """A key that used fields, one of them deprecated."""
    monkeypatch.setattr(deprecations, "_sources", [lambda: {"Briefing.headline": "Gone on 1 May 2027: use `title`."}])
    key, _ = a_key()
    today = timezone.localdate()
    for prefix, times in ((key.prefix, 40), ("", 7)):
        OperationCount.objects.create(day=today, key_prefix=prefix, operation="Latest", requests=times, failures=2)
        for field in ("Query.briefings", "Briefing.headline"):
            FieldCount.objects.create(day=today, key_prefix=prefix, field=field, requests=times)
    FieldCount.objects.create(day=today, key_prefix="", field="Query.search", requests=100)
    return key


def test_a_partners_page_draws_its_own_usage(manager: Client, used: ApiKey) -> None:
    address = f"{ORGANISATIONS}inspect/{used.partner_id}/"
    said = text(manager, address)
    assert "Calls in 30 days: 40, 2 of them with an error." in said
    assert "Latest 40" in said
    assert "Briefing.headline 40" in said
    assert "Query.search" not in said
    chart = BeautifulSoup(manager.get(address).content, "html.parser").select_one("figure > svg")
    assert chart["role"] == "img"
    assert len(chart.select("rect")) == 2


def test_fields_in_use_are_listed_those_to_go_first(manager: Client, used: ApiKey) -> None:
    said = text(manager, FIELDS)
    assert said.index("Briefing.headline") < said.index("Query.search") < said.index("Query.briefings")
    assert "Gone on 1 May 2027" in said


def test_users_of_a_field_are_shown_for_all_partners(manager: Client, used: ApiKey) -> None:
    said = text(manager, f"{FIELDS}?field=Briefing.headline")
    assert "Gone on 1 May 2027" in said
    assert f"{used.partner} {used} {used.partner.contact} 40" in said
    assert "Callers without a key 7" in said
    assert "No one selected" in text(manager, f"{FIELDS}?field=Briefing.actions&days=365")


def test_strange_addresses_are_answered(manager: Client, used: ApiKey) -> None:
    for query in ("days=abc", "days=7", "field=" + "x" * 300, "field=%00", "field=<script>"):
        assert manager.get(f"{FIELDS}?{query}").status_code == 200


def test_a_long_list_costs_no_query_for_each_key(manager: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        a_key(a_partner(f"Partner {number}"), expires_at=timezone.now() + timedelta(days=number + 1))
    manager.get(KEYS)
    with django_assert_max_num_queries(25):
        manager.get(KEYS)


def test_a_partners_page_has_the_card_to_copy_once_it_has_websites(manager: Client) -> None:
    partner = a_partner()
    page = reverse("partner_organisations:inspect", args=[partner.pk])
    assert "&lt;iframe" not in manager.get(page).content.decode()
    edit = reverse("partner_organisations:edit", args=[partner.pk])
    given = {"name": partner.name, "slug": partner.slug, "contact": partner.contact, "active": "on"}
    refused = manager.post(edit, {**given, "embed_origins": "https://a.example;script-src *"}).content.decode()
    assert "is not an origin" in refused
    manager.post(edit, {**given, "embed_origins": "https://Www.Example.org/"})
    partner.refresh_from_db()
    assert partner.embed_origins == "https://www.example.org"
    assert "/embed/harbour-trust/travel-advice/france/" in manager.get(page).content.decode()
