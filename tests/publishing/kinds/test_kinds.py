"""Every kind is declared whole: what is forgotten is named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from publishing.content.blocks import BLOCKS, Struct
from publishing.kinds import Kind
from publishing.kinds.declaration import Choices, published_fields
from publishing.kinds.registry import KINDS, declared_choices

LISTED = [kind for kind, declaration in KINDS.items() if declaration.schema_list]


def _structs(struct: type[Struct]) -> Iterator[type[Struct]]:
    """A structure and all within it that are no blocks."""
    yield struct
    for field in struct.model_fields.values():
        for inner in _structs_in(field.annotation):
            yield from _structs(inner)


def _structs_in(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct) and annotation not in BLOCKS.values():
        yield annotation
    for argument in get_args(annotation):
        yield from _structs_in(argument)


def test_every_file_of_a_kind_is_one_of_the_kinds(project_root: Path) -> None:
    files = {path.stem for path in (project_root / "publishing" / "kinds").glob("*.py")}
    assert files - {"__init__", "declaration", "registry"} == set(Kind.values)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_declares_itself(kind: Kind) -> None:
    declaration = KINDS[kind]
    assert declaration.kind is kind, f"publishing/kinds/{kind.value}.py declares {declaration.kind}"
    assert declaration.description, f"{kind.value} has no description for the schema"


@pytest.mark.parametrize("kind", Kind)
def test_a_searched_structure_has_something_to_search(kind: Kind) -> None:
    for struct in _structs(KINDS[kind].details):
        for name, published in published_fields(struct).items():
            for inner in _structs_in(struct.model_fields[name].annotation):
                searched = any(one.searched for one in published_fields(inner).values())
                assert searched == bool(published.searched), (
                    f"{struct.__name__}.{name}: {inner.__name__} and the field must both be searched, or neither"
                )


@pytest.mark.parametrize("kind", LISTED)
def test_a_filter_is_one_of_a_list_or_of_an_index(kind: Kind) -> None:
    declaration = KINDS[kind]
    for name, published in published_fields(declaration.details).items():
        if published.filter and published.filter.label:
            assert declaration.index, f"{kind.value}.{name} filters an index that the kind does not have"
            values = declaration.details.model_fields[name].annotation
            assert isinstance(values, type), f"{kind.value}.{name} has no values to choose from"
            assert issubclass(values, Choices), f"{kind.value}.{name} has no values to choose from"


@pytest.mark.parametrize("choices", declared_choices(), ids=lambda choices: choices.__name__)
def test_every_choice_says_what_it_means(choices: type[Choices]) -> None:
    assert choices.__doc__, f"{choices.__name__} has no description for the schema"
    nameless = [choice.value for choice in choices if not choice.description or not choice.label]
    assert nameless == [], f"{choices.__name__} has values without a description or a label"


def test_places_of_indexes_are_distinct() -> None:
    places = [one.index.place for one in KINDS.values() if one.index]
    assert len(places) == len(set(places))
