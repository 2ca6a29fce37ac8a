"""A change of the format without an upcast is recognised, unless it needs none."""

from pathlib import Path

import pytest

from graphql_api.content.signing.redaction import RULES
from publishing.content.fields import Line
from publishing.formats import FORMAT, UPCASTS
from publishing.kinds.briefing import BriefingDetails
from tests.publishing.formats import shape
from tests.publishing.formats.frozen import FORMATS
from tests.publishing.formats.shape import Differences, Field, compare, listed, merged


def test_the_shape_of_editions_is_the_one_that_their_format_is_known_for() -> None:
    before = shape.recorded(FORMAT)
    assert before, f"tests/publishing/formats/{FORMAT}/fields.txt is missing: run `make schema` and commit it"
    found = compare(before, shape.today())
    assert not found.breaks, shape.advice(FORMAT, found.breaks)
    assert not found.additions, f"{found.additions}: no new format is needed. Run `make schema` and commit the list."


def test_every_format_before_the_newest_has_an_upcast_a_dump_and_rules_of_what_is_signed() -> None:
    assert set(UPCASTS) == set(range(1, FORMAT)), "an upcast leads from each format to the next"
    assert set(FORMATS) >= set(range(1, FORMAT)), (
        "tests/publishing/formats/N/ has a dump of both engines of each earlier format"
    )
    assert set(RULES) == set(range(1, FORMAT + 1)), "graphql_api/content/signing/redaction.py has rules for each format"


class _Venue(BriefingDetails):
    venue: Line = ""


class _Required(BriefingDetails):
    venue: Line


class _Number(BriefingDetails):
    reference: int  # type: ignore[assignment]


class _Level(BriefingDetails):
    read_aloud: Line


def _listed(model: type[BriefingDetails], *without: str) -> shape.Shape:
    fields = dict(shape.fields_of("details.briefing", model))
    return {path: field for path, field in fields.items() if path.rpartition(".")[2] not in without}


BEFORE = _listed(BriefingDetails)


@pytest.mark.parametrize(
    ("now", "is_broken", "said"),
    [
        (_listed(_Venue), False, "details.briefing.venue is new"),
        (_listed(BriefingDetails, "read_aloud"), False, "details.briefing.read_aloud was removed"),
        (_listed(_Required), True, "details.briefing.venue is new and has no default"),
        (_listed(_Venue, "headline"), True, "details.briefing.headline went and details.briefing.venue came"),
        (_listed(_Number), True, "details.briefing.reference can hold line"),
        (_listed(_Level), True, "details.briefing.read_aloud may be missing"),
    ],
)
def test_a_change_that_needs_a_new_format_is_recognised(now: shape.Shape, is_broken: bool, said: str) -> None:
    found = compare(BEFORE, now)
    assert bool(found.breaks) is is_broken
    assert any(one.startswith(said) for one in (*found.additions, *found.breaks))
    assert "publishing/formats/from_1.py" in shape.advice(1, found.breaks)


def test_a_choice_can_get_a_value_and_not_lose_one() -> None:
    two, three = (Field(frozenset(values), has_default=False) for values in (("=a", "=b"), ("=a", "=b", "=c")))
    assert compare({"block.x.tone": two}, {"block.x.tone": three}).breaks == []
    assert compare({"block.x.tone": three}, {"block.x.tone": two}).breaks != []


def test_a_new_kind_or_block_needs_no_format() -> None:
    now = {**BEFORE, "block.map.place": Field(frozenset({"line"}), has_default=False)}
    assert compare(BEFORE, now).breaks == []


def test_a_field_that_went_is_remembered_with_what_it_held() -> None:
    without = merged(BEFORE, _listed(BriefingDetails, "reference"))
    assert compare(without, _listed(BriefingDetails, "reference")) == Differences([], [])
    again = compare(without, _listed(_Number))
    assert len(again.breaks) == 2, "it came back as a number, and older editions have a text, or nothing"


def test_the_list_reads_as_it_was_written(tmp_path: Path) -> None:
    shape.write(7, tmp_path)
    assert shape.recorded(7, tmp_path) == shape.today()
    assert shape.write(7, tmp_path) == Differences([], [])
    assert listed(shape.recorded(7, tmp_path)) == (tmp_path / "7" / "fields.txt").read_text()
