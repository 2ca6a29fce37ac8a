"""Synonyms and best bets in the admin: permissions, preview and history."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from publishing.access.audiences import Audience, Marking
from publishing.log.record import record_withdrawal
from publishing.models import Change
from search.models import BestBet, SynonymSet
from tests.cms.factories import an_editor, signed_in
from tests.publishing.documents import publish
from tests.search.vocabulary_entries import best_bet, synonyms

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]


def a_set(*terms: str, **fields: str) -> dict[str, str]:
    """Return what the form of a synonym set sends."""
    return {"locale": "en-gb", "terms": "\n".join(terms), "meanings": "", "active": "on", "note": "", **fields}


def a_bet(*queries: str, pages: list[Change], **fields: str) -> dict[str, str]:
    """Return what the form of a best bet sends."""
    chosen = {f"page_{place}": str(change.item_id) for place, change in enumerate(pages, start=1)}
    return {"locale": "en-gb", "queries": "\n".join(queries), **chosen, "active": "on", "note": "", **fields}


def previewed(response: Any) -> list[list[str]]:
    """Return the rows of the preview: place, now, then, change."""
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in rows]


def history(entry: SynonymSet | BestBet) -> list[str]:
    name = "synonyms" if isinstance(entry, SynonymSet) else "best_bets"
    page = signed_in().get(reverse(f"{name}:history", args=[entry.pk])).content.decode()
    assert all(line.message in unescape(page) for line in ModelLogEntry.objects.for_instance(entry))
    return [f"{line.user}: {line.message}" for line in ModelLogEntry.objects.for_instance(entry)]


@pytest.mark.parametrize("name", ["synonyms", "best_bets"])
@pytest.mark.parametrize(
    ("group", "may"),
    [("Editor", (True, True, False)), ("Moderator", (True, True, True)), ("Travel desk", (False,) * 3)],
)
def test_editors_can_edit_and_only_moderators_can_delete(name: str, group: str, may: tuple[bool, ...]) -> None:
    entry = synonyms("a1", "b1") if name == "synonyms" else best_bet("doors", pages=[publish()])
    client = signed_in(group)
    pages = [reverse(f"{name}:add"), *(reverse(f"{name}:{view}", args=[entry.pk]) for view in ("edit", "delete"))]
    assert tuple(client.get(page).status_code == 200 for page in pages) == may
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse(f"{name}:index") in menu) == may[0]


def test_the_history_shows_who_changed_what() -> None:
    client, user = Client(), an_editor("Moderator", name="rowan")
    client.force_login(user)
    client.post(reverse("synonyms:add"), a_set("lockdown", "invacuation"))
    made = SynonymSet.objects.get()
    client.post(reverse("synonyms:edit", args=[made.pk]), a_set("lockdown", "lock down", note="Requested by SR4"))
    assert history(made) == [
        "rowan: Edited: terms from “lockdown, invacuation” to “lockdown, lock down”; why “Requested by SR4”",
        "rowan: Created: terms “lockdown, invacuation”; acronyms in capitals only “no”; in use “yes”; "
        "language “English”",
    ]
    client.post(reverse("synonyms:delete", args=[made.pk]))
    last = ModelLogEntry.objects.filter(action="search.delete").get()
    assert (last.user, last.deleted, "terms no longer “lockdown, lock down”" in last.message) == (user, True, True)


def test_the_history_of_a_best_bet_names_its_pages() -> None:
    first, second = publish(title="Doors"), publish(title="Gates")
    client = signed_in()
    client.post(reverse("best_bets:add"), a_bet("doors", pages=[first]))
    made = BestBet.objects.get()
    client.post(reverse("best_bets:edit", args=[made.pk]), a_bet("doors", pages=[second, first]))
    assert made.pinned != BestBet.objects.get().pinned == (second.item.content_id, first.item.content_id)
    assert history(made)[0].endswith("Edited: pages from “Doors” to “Gates, Doors”")


def test_a_preview_shows_changes_in_rank_and_saves_nothing(drain: Drain) -> None:
    publish(title="Lockdown", summary="")
    publish(title="Move people inside", summary="")
    drain()
    response = signed_in().post(
        reverse("synonyms:add"), {**a_set("lockdown", "move people inside"), "preview": "yes", "preview_query": ""}
    )
    assert previewed(response) == [["1", "Lockdown", "Lockdown", ""], ["2", "", "Move people inside", "new"]]
    assert "“lockdown”, as the public would see it: 1 result now, 2 with" in response.content.decode()
    assert "invacuation" not in response.content.decode()
    assert not SynonymSet.objects.exists()
    assert not ModelLogEntry.objects.exists()


def test_a_preview_of_an_edit_uses_the_form_instead_of_the_saved_entry(drain: Drain) -> None:
    gates, fences, _ = (publish(title=title, summary="") for title in ("Gates", "Fences", "Doors"))
    drain()
    saved = best_bet("doors", pages=[gates, fences])
    response = signed_in().post(
        reverse("best_bets:edit", args=[saved.pk]),
        {**a_bet("doors", pages=[fences, gates]), "preview": "yes", "preview_query": "doors"},
    )
    assert previewed(response) == [
        ["1", "Gates", "Fences best bet", "up from 2"],
        ["2", "Fences", "Gates best bet", "down from 1"],
        ["3", "Doors", "Doors", ""],
    ]
    assert BestBet.objects.get().pinned == saved.pinned


def test_a_preview_shows_what_drops_out_of_the_first_ten(drain: Drain) -> None:
    for place in range(10):
        publish(title=f"Doors {place}", summary="")
    gates = publish(title="Gates", summary="")
    drain()
    form = {**a_bet("doors", pages=[gates]), "preview": "yes", "preview_query": ""}
    rows = previewed(signed_in().post(reverse("best_bets:add"), form))
    assert (rows[0][2], rows[0][3]) == ("Gates best bet", "new")
    assert [row[1].endswith("drops out of the first ten") for row in rows] == [False] * 9 + [True]


def test_a_preview_shows_only_public_pages(drain: Drain) -> None:
    publish(title="Secret doors", audience=Audience.VALIDATED, marking=Marking.AMBER)
    drain()
    form = {**a_set("gates", "doors"), "preview": "yes", "preview_query": ""}
    response = signed_in().post(reverse("synonyms:add"), form)
    assert "There are no results" in response.content.decode()
    assert "Secret doors" not in response.content.decode()


@pytest.mark.parametrize("button", [{}, {"preview": "yes", "preview_query": "doors"}])
def test_an_invalid_form_reports_errors_and_keeps_its_values(button: dict[str, str]) -> None:
    response = signed_in().post(reverse("synonyms:add"), {**a_set("the", "lorry", "lorries"), **button})
    page = unescape(response.content.decode())
    assert "“the” cannot be searched for" in page
    assert "“lorries” means the same as “lorry” in search" in page
    assert "the\nlorry\nlorries</textarea>" in page
    assert not previewed(response)
    assert not SynonymSet.objects.exists()


def test_the_preview_rejects_a_query_that_is_too_long() -> None:
    form = {**a_set("gates", "doors"), "preview": "yes", "preview_query": "x" * 11_000}
    assert (
        "The search text is too long: the limit is 10240 bytes"
        in signed_in().post(reverse("synonyms:add"), form).content.decode()
    )


def test_the_chooser_lists_public_pages_in_the_form_s_language() -> None:
    publish(title="Doors", path="/doors/")
    publish(title="Drysau", locale="cy", path="/cy/doors/")
    publish(title="Hidden doors", audience=Audience.VALIDATED, marking=Marking.AMBER)
    gone = publish(title="Withdrawn doors").item
    record_withdrawal(gone.content_id, gone.locale)
    window = signed_in("Editor").get(reverse("search_pages:choose"), {"locale": "en-gb"}).json()["html"]
    assert "/doors/" in window
    assert not any(word in window for word in ("Drysau", "Hidden", "Withdrawn"))
    found = signed_in("Editor").get(reverse("search_pages:choose_results"), {"q": "doors drys", "locale": "cy"})
    assert "Drysau" in found.content.decode()


def test_the_url_of_a_choice_reveals_no_hidden_title() -> None:
    shown = publish(title="Doors", path="/doors/")
    hidden = publish(title="Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER)
    client = signed_in("Editor")
    assert "Doors (/doors/)" in client.get(reverse("search_pages:chosen", args=[shown.item_id])).content.decode()
    for key in (hidden.item_id, "none"):
        assert client.get(reverse("search_pages:chosen", args=[key])).status_code == 404


def test_a_page_that_is_no_longer_public_is_not_named_and_is_removed_by_the_next_edit() -> None:
    kept, gone = publish(title="Doors"), publish(title="Gates")
    made = best_bet("doors", pages=[gone, kept])
    record_withdrawal(gone.item.content_id, gone.item.locale)
    client = signed_in()
    form = client.get(reverse("best_bets:edit", args=[made.pk])).content.decode()
    assert "is no longer public" in form
    assert "Gates" not in form
    assert "(a page that is not public), Doors" in client.get(reverse("best_bets:index")).content.decode()
    client.post(reverse("best_bets:edit", args=[made.pk]), {**a_bet("doors", pages=[]), "page_2": str(kept.item_id)})
    assert BestBet.objects.get().pinned == (kept.item.content_id,)


def test_the_list_loads_all_page_titles_in_one_query(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in()
    client.get(reverse("best_bets:index"))
    for number in range(12):
        best_bet(f"doors {number}", pages=[publish(title=f"Doors {number}")])
    with django_assert_max_num_queries(20):
        assert "Doors 11" in client.get(reverse("best_bets:index")).content.decode()


def test_lists_are_searched_filtered_and_exported() -> None:
    synonyms("lockdown", "invacuation", note="Plain terms")
    synonyms("heddlu", "plismyn", locale="cy")
    client = signed_in("Editor")
    page = reverse("synonyms:index")
    for query in ({"q": "invac"}, {"locale": "en-gb"}):
        listed = client.get(page, query).content.decode()
        assert ("lockdown = invacuation" in listed, "heddlu = plismyn" in listed) == (True, False)
    answer: Any = client.get(page, {"export": "csv"})
    assert "Plain terms" in b"".join(answer.streaming_content).decode()
