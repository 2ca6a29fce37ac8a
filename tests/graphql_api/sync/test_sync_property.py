"""Whatever editors do, and however clients page during this: a synchronised copy ends equal to a fresh snapshot,
and no answer ever holds what its reader could not see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.log.expiry import record_expiries
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import ContentItem, Entitlement, Link
from tests.graphql_api.factories import a_client_of, an_item
from tests.graphql_api.sync_client import Copy, contents_in
from tests.publishing.documents import a_document
from tests.sizes import sized

pytestmark = pytest.mark.django_db

START = datetime(2026, 5, 1, tzinfo=UTC)
CIRCLES: dict[str, dict[str, Any]] = {
    "public": {"audience": Audience.PUBLIC, "marking": Marking.CLEAR},
    "registered": {"audience": Audience.REGISTERED, "marking": Marking.GREEN},
    "validated": {"audience": Audience.VALIDATED, "marking": Marking.AMBER},
    "named": {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT},
    "red": {"audience": Audience.NAMED, "marking": Marking.RED},
}
KINDS = (Kind.GUIDANCE, Kind.GUIDANCE, Kind.GUIDANCE, Kind.BRIEFING)
FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "doors": {"topic": {"exact": "doors"}},
    "welsh": {"locale": {"inList": ["cy"]}},
    "guidance on gates": {"kind": {"exact": "GUIDANCE"}, "topic": {"inList": ["gates"]}},
}
slots = st.integers(0, len(KINDS) - 1)
circles = st.sampled_from(sorted(CIRCLES))


class Sync(RuleBasedStateMachine):
    """Editors and the clock on one side, readers and their copies on the other."""

    clock = START

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        type(self).clock = START
        self.number = 0
        self.project = an_item(Kind.PROJECT)
        self.ids = [(uuid4(), "cy" if slot == 1 else "en-gb") for slot in range(len(KINDS))]
        self.topics = {name: a_topic(name) for name in ("doors", "gates")}
        for topic in self.topics.values():
            record_publication(topic)
        standings: dict[str, dict[str, Any]] = {"registered": {"registered": True}, "validated": {"validated": True}}
        standings["member"] = {"validated": True, "projects": (self.project,)}
        self.readers = {"anonymous": Client()} | {name: a_client_of(**one) for name, one in standings.items()}
        self.copies = {
            (reader, name): Copy(client, FILTERS[name]) for reader, client in self.readers.items() for name in FILTERS
        }

    def teardown(self) -> None:
        """Bring all copies up to date, compare them, and undo everything."""
        try:
            self.all_copies_end_equal()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize(slot=slots, circle=circles)
    def begin(self, slot: int, circle: str) -> None:
        """Something is there from the start, and a copy is taken for each reader and filter."""
        self.publish(slot, circle, ["doors", "gates"], None)
        self.all_copies_update()

    @rule(
        slot=slots,
        circle=circles,
        topics=st.sets(st.sampled_from(["doors", "gates"])).map(sorted),
        minutes=st.none() | st.integers(-5, 90),
    )
    def publish(self, slot: int, circle: str, topics: list[str], minutes: int | None) -> None:
        """Publish, edit, narrow, widen, take in or out of a filter, with an end or without."""
        self.number += 1
        content_id, locale = self.ids[slot]
        record_publication(
            a_document(
                KINDS[slot],
                content_id=content_id,
                locale=locale,
                path=f"/{slot}/",
                title=f"Edition {self.number}",
                projects=(self.project.content_id,) if circle == "named" else (),
                references=tuple(
                    Reference(relation=Relation.TOPIC, target=self.topics[name].content_id) for name in topics
                ),
                expires_at=None if minutes is None else self.clock + timedelta(minutes=minutes),
                **CIRCLES[circle],
            )
        )

    @rule(slot=slots, reason=st.sampled_from(RemovalReason), other=slots)
    def withdraw(self, slot: int, reason: RemovalReason, other: int) -> None:
        """Withdraw, supersede by something (hidden or not) or move to where something is."""
        record_withdrawal(
            *self.ids[slot],
            reason,
            superseded_by=self.ids[other][0] if reason == RemovalReason.SUPERSEDED else None,
            moved_to=f"/{other}/" if reason == RemovalReason.MOVED else "",
        )

    @rule(slot=slots)
    def relocate(self, slot: int) -> None:
        """Move to another path."""
        self.number += 1
        record_relocation(*self.ids[slot], f"/moved/{self.number}/")

    @rule(name=st.sampled_from(["doors", "gates"]), renamed=st.booleans(), circle=circles)
    def rename_or_narrow_a_topic(self, name: str, renamed: bool, circle: str) -> None:
        """A filter's word leads nowhere, for all or for some, or to the topic again."""
        slug = f"{name}-{renamed}" if renamed else name
        self.topics[name] = a_topic(slug, content_id=self.topics[name].content_id, **CIRCLES[circle])
        record_publication(self.topics[name])

    @rule(validated=st.booleans(), member=st.booleans())
    def change_an_entitlement(self, validated: bool, member: bool) -> None:
        """Change the access of a viewer, without any change in the log."""
        entitlement = Entitlement.objects.get(user=self.readers["member"].session["_auth_user_id"])
        Entitlement.objects.filter(pk=entitlement.pk).update(validated=validated, registered=True)
        entitlement.projects.set([self.project] if member else [])

    @rule(minutes=st.integers(1, 60), noted=st.booleans())
    def wait(self, minutes: int, noted: bool) -> None:
        """Time passes; the worker may have noted what expired, or not yet."""
        type(self).clock += timedelta(minutes=minutes)
        if noted:
            record_expiries()

    @rule(data=st.data(), size=st.integers(1, 3))
    def page(self, data: st.DataObject, size: int) -> None:
        """A client asks for a page."""
        copy = self.copies[data.draw(st.sampled_from(sorted(self.copies)))]
        self.look(copy, copy.step(size))

    @rule()
    def all_copies_update(self) -> None:
        """Each client asks for a page."""
        for copy in self.copies.values():
            self.look(copy, copy.step())

    def look(self, copy: Copy, answer: Any) -> None:
        """No answer holds what its reader cannot see just now, or what its filter is not for."""
        reader = next(name for name, client in self.readers.items() if client is copy.client)
        seen = {str(item.pk): item for item in ContentItem.objects.visible_to(self.viewer(reader), off_site=True)}
        for content in contents_in(answer):
            assert content["id"] in seen, (reader, content)
            assert content["path"] == seen[content["id"]].path

    def viewer(self, reader: str) -> Viewer:
        """Return who a reader is now."""
        if reader == "anonymous":
            return ANONYMOUS
        return Entitlement.get_viewer(Entitlement.objects.get(user=self.readers[reader].session["_auth_user_id"]).user)

    def matching(self, reader: str, wanted: dict[str, Any]) -> set[str]:
        """Return what a filter is for, worked out from the items themselves."""
        items = ContentItem.objects.visible_to(self.viewer(reader), off_site=True)
        if "kind" in wanted:
            items = items.filter(kind="guidance")
        if "locale" in wanted:
            items = items.filter(locale="cy")
        if "topic" in wanted:
            topics = ContentItem.objects.visible_to(self.viewer(reader), off_site=True).of_kind(Kind.TOPIC)
            (name,) = (value if isinstance(value, str) else value[0] for value in wanted["topic"].values())
            named = topics.filter(terms__name="slug", terms__value=name).values_list("content_id")
            first = named.order_by("pk").first()
            sources = Link.objects.filter(relation=Relation.TOPIC, target__in=first or ()).values("source")
            items = items.filter(pk__in=sources)
        return {str(pk) for pk in items.values_list("pk", flat=True)}

    def all_copies_end_equal(self) -> None:
        """Every copy, once it has caught up, is what a new one would be, and what is really there."""
        record_expiries()
        for (reader, name), copy in self.copies.items():
            copy.catch_up()
            fresh = Copy(copy.client, copy.filter)
            fresh.catch_up(2)
            assert copy.store == fresh.store, (reader, name)
            assert set(fresh.store) == self.matching(reader, copy.filter), (reader, name)


def a_topic(slug: str, **changes: Any) -> NewEdition:
    return a_document(
        Kind.TOPIC,
        title=slug,
        slug=slug,
        **changes,
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    monkeypatch.setattr(timezone, "now", lambda: Sync.clock)

    def machine(examples: int, steps: int) -> None:
        checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
        chosen = settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=checks
        )
        run_state_machine_as_test(Sync, settings=chosen)

    return machine


def test_copies_end_equal_to_a_fresh_snapshot(run: Callable[[int, int], None]) -> None:
    run(1, 12)


@pytest.mark.slow
@pytest.mark.long
def test_copies_end_equal_to_a_fresh_snapshot_after_many_events(run: Callable[[int, int], None]) -> None:
    run(sized(1_000), 30)
