"""Swift for iOS, where no compiler is: the sample is parsed, and what it says of the schema compared with that."""

import json
import re
from pathlib import Path

import pytest
import tree_sitter_swift
from graphql import GraphQLNonNull, GraphQLObjectType, parse, validate
from tree_sitter import Language, Node, Parser

from graphql_api.schema.schema import schema

MISTAKES = [
    ("guard let data =", "guard let let data ="),
    ("async throws -> [Document] {", "async throws -> [Document {"),
]


@pytest.fixture
def page(project_root: Path) -> str:
    """The page's text."""
    return (project_root / "docs" / "api" / "start.md").read_text()


def sample(page: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return found


def faults(source: str) -> list[Node]:
    """What the parser could make nothing of, or missed."""
    waiting, found = [Parser(Language(tree_sitter_swift.language())).parse(source.encode()).root_node], []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.is_error or node.is_missing:
            found.append(node)
    return found


def test_the_sample_is_swift(page: str) -> None:
    assert faults(sample(page, "swift")) == []


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_a_mistake_in_it_would_be_found(page: str, right: str, wrong: str) -> None:
    source = sample(page, "swift")
    assert right in source
    assert faults(source.replace(right, wrong))


def test_its_operation_fits_the_schema_and_its_optionals_are_the_fields_that_can_be_null(page: str) -> None:
    source = sample(page, "swift")
    (operation,) = re.findall(r'"""\n(.*?)"""', source, re.DOTALL)
    assert validate(schema._schema, parse(operation)) == []
    (members,) = re.findall(r"struct Document: Decodable \{(.*?)\}", source, re.DOTALL)
    optional = {name: mark == "?" for name, mark in re.findall(r"let (\w+): \w+(\??)", members)}
    briefing = schema._schema.type_map["Briefing"]
    assert isinstance(briefing, GraphQLObjectType)
    assert optional == {name: not isinstance(briefing.fields[name].type, GraphQLNonNull) for name in optional}
    assert set(re.findall(r"nodes \{ (.*?) \}", operation)[0].split()) == set(optional)


def test_the_configuration_of_apollo_s_compiler_is_json_of_its_three_parts(page: str) -> None:
    assert set(json.loads(sample(page, "json"))) == {"schemaNamespace", "input", "output"}
