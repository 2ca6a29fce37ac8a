"""A new edition is complete, clean and hashed by its content."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.new_edition import canonical_json, hash_content, item_id
from tests.publishing.documents import DETAILS, a_document

ID = UUID(int=5)


def test_an_item_id_depends_on_content_and_locale_only() -> None:
    assert item_id(ID, "en-gb") == item_id(ID, "en-gb") == a_document(content_id=ID, title="Other").id
    assert len({item_id(ID, "en-gb"), item_id(ID, "cy"), item_id(uuid4(), "en-gb")}) == 3


def test_equal_values_have_equal_canonical_json() -> None:
    assert canonical_json({"b": 1, "a": [1.0, "é"]}) == canonical_json({"a": [1, "é"], "b": 1.0})
    assert hash_content({"a": 1}) != hash_content({"a": 2})


def test_the_hash_covers_what_readers_see_and_nothing_else() -> None:
    edition = a_document(content_id=ID, path="/a/")
    same: list[dict[str, Any]] = [
        {"path": "/b/"},
        {"assets": (uuid4(),)},
        {"updated_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ]
    other: list[dict[str, Any]] = [
        {"title": "Other"},
        {"audience": Audience.NAMED},
        {"change_note": "x"},
        {"projects": (uuid4(),)},
    ]
    assert {a_document(content_id=ID, **{"path": "/a/", **one}).content_hash() for one in same} == {
        edition.content_hash()
    }
    assert edition.content_hash() not in {a_document(content_id=ID, path="/a/", **one).content_hash() for one in other}


def test_a_time_has_the_same_hash_in_every_zone() -> None:
    london = datetime(2026, 7, 1, 13, tzinfo=timezone(timedelta(hours=1)))
    utc = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert (
        a_document(content_id=ID, expires_at=london).content_hash()
        == a_document(content_id=ID, expires_at=utc).content_hash()
    )


def test_a_title_is_required_after_cleaning() -> None:
    with pytest.raises(ValidationError, match="title is empty"):
        a_document(title=" \u200b ")


def test_the_details_are_those_of_the_kind() -> None:
    with pytest.raises(ValidationError, match="BriefingDetails"):
        a_document(Kind.BRIEFING, details=DETAILS[Kind.GUIDANCE])


@pytest.mark.parametrize("marking", list(Marking))
def test_the_marking_limits_the_audience(marking: Marking) -> None:
    for audience in Audience:
        if audience >= marking.widest_audience:
            assert a_document(audience=audience, marking=marking).audience == audience
        else:
            with pytest.raises(ValidationError, match="at the widest"):
                a_document(audience=audience, marking=marking)
