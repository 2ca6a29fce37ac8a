"""Two people decide at once: one decision counts."""

from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cms.models import Proposal
from cms.release.proposing import propose_publication
from cms.release.releasing import refuse, release
from publishing.models import Actor, Change
from tests.cms.factories import a_drafted_level, an_editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_of_two_releases_and_a_refusal_at_once_one_counts() -> None:
    proposer = an_editor("Duty officer")
    proposal = propose_publication([a_drafted_level().get_latest_revision()], Actor.for_user(proposer))
    people = [an_editor("Duty officer") for _ in range(3)]
    decisions: list[Any] = [release, release, lambda one, user: refuse(one, user, "No.")]
    start, done = Barrier(3), []

    def decide(number: int) -> None:
        try:
            start.wait(60)
            with suppress(ValidationError):
                decisions[number](proposal, people[number])
                done.append(people[number])
        finally:
            connection.close()

    threads = [Thread(target=decide, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    decided = Proposal.objects.get(pk=proposal.pk)
    assert [Actor.for_user(user).pk for user in done] == [decided.decided_by]
    assert Change.objects.filter(item__kind="threat_level").count() in (0, 2)
