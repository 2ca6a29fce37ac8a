"""After a revocation no channel sends the content for longer than a second: every channel with every way to lose
access, with the hub's real processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from graphql_api.operations.registration import register
from graphql_api.operations.texts import OperationText
from partners.models import ApiKey, Partner, RegisteredOperation
from partners.oauth.access import issue_access_token
from partners.oauth.scopes import get_scope
from publishing.access.audiences import Audience, Marking
from publishing.consumers.worker import Worker
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem, Entitlement
from tests.leaks.canaries import CANARY, an_asset
from tests.leaks.channels import (
    ACCOUNT,
    ANONYMOUS,
    CHANNELS,
    KEY,
    LIST,
    OPERATION,
    TOKEN,
    Channel,
    Recipient,
    Served,
    World,
    a_world,
)
from tests.partners.making import a_key, a_partner, bearing
from tests.previews import TEMPLATE
from tests.publishing.conftest import database_url
from tests.stack import serve_database, until
from tests.website.factories import publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.one_database]

WITHIN = 1.0
ORIGIN = "https://portal.example.org"
SECRET = {
    ANONYMOUS: (Audience.PUBLIC, Marking.CLEAR),
    KEY: (Audience.VALIDATED, Marking.AMBER),
    TOKEN: (Audience.VALIDATED, Marking.AMBER),
    ACCOUNT: (Audience.VALIDATED, Marking.AMBER),
}
"""Who may read the document, unless the revocation says otherwise."""


@dataclass(frozen=True)
class Revocation:
    """A way to lose access. It goes past the models' own methods: what is in the database counts, however it came."""

    name: str
    credentials: tuple[str, ...]
    revoke: Callable[[World], object]
    entitlement: dict[str, bool] = field(default_factory=lambda: {"validated": True})
    secret: tuple[Audience, Marking] | None = None
    is_project: bool = False
    is_named: bool = False
    only: str = ""
    """The one channel that it concerns."""

    but: str = ""
    """The one channel that it does not concern."""

    def applies(self, channel: Channel) -> bool:
        """Whether a channel ends by it."""
        return self.only in ("", channel.name) and self.but != channel.name


def of_keys(**values: Any) -> Callable[[World], object]:
    """Change all keys."""
    return lambda world: ApiKey.objects.update(**values)


def narrow(world: World) -> None:
    """Publish the document for others."""
    assert world.document is not None
    others = {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT, "projects": (uuid4(),)}
    world.document = world.document.model_copy(update=others)
    record_publication(world.document)


def withdraw(world: World) -> None:
    """Put a tombstone in its place."""
    assert world.document is not None
    record_withdrawal(world.document.content_id, world.document.locale)
    world.document = None


NAMED = (Audience.NAMED, Marking.AMBER_STRICT)
KEYS, ALL_READERS = (KEY, TOKEN), (KEY, TOKEN, ACCOUNT, ANONYMOUS)
REVOCATIONS = (
    Revocation("key revoked", KEYS, lambda world: ApiKey.objects.update(revoked_at=timezone.now())),
    Revocation("key expired", KEYS, lambda world: ApiKey.objects.update(expires_at=timezone.now())),
    Revocation("key for a smaller audience", KEYS, of_keys(audience=Audience.REGISTERED)),
    Revocation("key for other kinds", KEYS, of_keys(kinds=[Kind.BRIEFING])),
    Revocation("key for other origins", KEYS, of_keys(origins="https://other.example.org"), but="file of a preview"),
    Revocation("partner disabled", KEYS, lambda world: Partner.objects.update(active=False)),
    Revocation("entitlement deleted", (ACCOUNT,), lambda world: Entitlement.objects.all().delete()),
    Revocation("no longer validated", (ACCOUNT,), lambda world: Entitlement.objects.update(validated=False)),
    Revocation(
        "no longer registered",
        (ACCOUNT,),
        lambda world: Entitlement.objects.update(registered=False),
        entitlement={"registered": True},
        secret=(Audience.REGISTERED, Marking.GREEN),
    ),
    Revocation(
        "no longer in the project",
        (ACCOUNT,),
        lambda world: Entitlement.projects.through.objects.all().delete(),
        secret=NAMED,
        is_project=True,
    ),
    Revocation(
        "no longer named",
        (ACCOUNT,),
        lambda world: Entitlement.items.through.objects.all().delete(),
        secret=NAMED,
        is_named=True,
    ),
    Revocation("account deactivated", (ACCOUNT,), lambda world: User.objects.update(is_active=False)),
    Revocation("password changed", (ACCOUNT,), lambda world: User.objects.update(password="another")),
    Revocation("session ended", (ACCOUNT,), lambda world: Session.objects.all().delete()),
    Revocation("item narrowed", ALL_READERS, narrow),
    Revocation("item withdrawn", ALL_READERS, withdraw),
    Revocation(
        "operation retired",
        (KEY, ACCOUNT, ANONYMOUS),
        lambda world: RegisteredOperation.objects.update(retired_at=timezone.now()),
        only=OPERATION,
    ),
)
CASES = [
    pytest.param(channel, credential, revocation, id=f"{channel.name}, {credential}, {revocation.name}")
    for channel in CHANNELS
    for revocation in REVOCATIONS
    for credential in revocation.credentials
    if credential in channel.credentials and revocation.applies(channel)
]


@pytest.fixture(scope="module")
def hub(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[Served]:
    """The site and the streams on the tests' own database, keeping answers in memory and in Redis."""
    folder = tmp_path_factory.mktemp("revocation")
    places = override_settings(MEDIA_ROOT=folder / "media", SEARCH_INDEX_DIR=folder / "search")
    kept = {"HUB_GRAPHQL_CACHE": "8", "HUB_REDIS_URL": redis_url, "HUB_STREAMS_EACH": "100"}
    with places, serve_database(database_url(), folder, **kept) as (site, streams):
        yield Served(site, streams)


def recipient_of(credential: str, revocation: Revocation, world: World) -> Recipient:
    """Grant access in the way that the revocation removes."""
    if credential == ANONYMOUS:
        return Recipient({})
    if credential == ACCOUNT:
        user = User.objects.create_user("reader")
        entitlement = Entitlement.objects.create(user=user, **revocation.entitlement)
        if revocation.is_project:
            entitlement.projects.set([publish(Kind.PROJECT, content_id=PROJECT)])
        if revocation.is_named:
            entitlement.items.set(ContentItem.objects.filter(pk=world.id))
        client = Client()
        client.force_login(user)
        return Recipient({"Cookie": f"sessionid={client.cookies['sessionid'].value}"})
    key, text = a_key(audience=Audience.VALIDATED, origins=ORIGIN, preview_url=TEMPLATE)
    return Recipient(
        bearing(issue_access_token(key.prefix, get_scope(key)) if credential == TOKEN else text) | {"Origin": ORIGIN}
    )


PROJECT = uuid4()


@contextmanager
def opened(hub: Served, channel: Channel, credential: str, revocation: Revocation) -> Iterator[tuple[World, Any]]:
    """Open a channel for a caller who may read the content."""
    audience, marking = revocation.secret or SECRET[credential]
    projects = (PROJECT,) if audience == Audience.NAMED else ()
    world = a_world(audience=audience, marking=marking, projects=projects, asset=an_asset(f"{CANARY}.pdf"))
    register(a_partner("Registrar"), [OperationText.parse(LIST)])
    worker = Worker("revocation")
    worker.run_round()
    worker.release()
    with channel.open(hub, recipient_of(credential, revocation, world), world) as read:
        yield world, read


@pytest.mark.parametrize(("channel", "credential", "revocation"), CASES)
def test_no_channel_sends_it_after_a_second(
    hub: Served, channel: Channel, credential: str, revocation: Revocation
) -> None:
    with opened(hub, channel, credential, revocation) as (world, read):
        # A process looks at the log four times a second: it may still know the log of the last test.
        until(lambda: CANARY in read(), what="the document")
        assert CANARY in read()  # kept by now, where answers are kept
        revocation.revoke(world)
        revoked_at = began_at = monotonic()
        while CANARY in read():
            assert not channel.is_checked_before_sending, "it was sent without a look whether it may be"
            assert began_at - revoked_at < WITHIN, "a request that began so late is still answered"
            began_at = monotonic()
