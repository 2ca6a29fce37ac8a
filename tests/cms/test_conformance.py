"""Every block and page type has a schema, a GraphQL type and a template."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from graphql import GraphQLInterfaceType
from wagtail.models import get_page_models

from cms.blocks import BODY_BLOCKS, Body
from cms.pages.base import HubPage
from cms.snippets.base import PublishedSnippet
from graphql_api.schema.schema import schema
from publishing.content.blocks import BLOCKS
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS

PAGE_TYPES = [model for model in get_page_models() if issubclass(model, HubPage)]
SNIPPETS = [model for model in apps.get_app_config("cms").get_models() if issubclass(model, PublishedSnippet)]
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def implementations(interface: str) -> set[str]:
    """Return the names of the types that implement a GraphQL interface."""
    found = schema._schema.get_type(interface)
    assert isinstance(found, GraphQLInterfaceType)
    return {kind.name for kind in schema._schema.get_possible_types(found)}


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@pytest.mark.parametrize("block_type", BODY_BLOCKS)
def test_every_block_has_a_schema_a_type_and_a_template(block_type: str) -> None:
    assert BODY_BLOCKS[block_type].schema is BLOCKS[block_type]
    assert f"{camel(block_type)}Block" in implementations("ContentBlock")
    assert (TEMPLATES / "blocks" / f"{block_type}.html").is_file()


def test_the_body_offers_every_block_there_is_a_schema_for() -> None:
    assert set(Body().child_blocks) == set(BODY_BLOCKS) == set(BLOCKS)


@pytest.mark.parametrize("model", [*PAGE_TYPES, *SNIPPETS], ids=lambda model: model.__name__)
def test_every_kind_has_details_and_a_type(model: type[Any]) -> None:
    assert model.kind in KINDS
    assert any(name.startswith(camel(model.kind)) for name in implementations("Content"))


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_page_type_has_a_template(model: type[Any]) -> None:
    assert (TEMPLATES / "website" / "kinds" / f"{model.kind}.html").is_file()


def test_every_kind_has_one_writer() -> None:
    assert sorted(model.kind for model in (*PAGE_TYPES, *SNIPPETS)) == sorted(Kind)


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_detail_is_a_field_of_the_page_or_computed(model: type[Any]) -> None:
    computed = inspect.getsource(model.computed_details)
    columns = {field.name for field in model._meta.get_fields()}
    lacking = [
        name
        for name in KINDS[model.kind].details.model_fields
        if model.detail_columns.get(name, name) not in columns and f'"{name}"' not in computed
    ]
    assert lacking == [], f"{model.__name__} has no field for {lacking}, and does not compute them"


def test_the_docs_list_every_block() -> None:
    docs = (Path(settings.BASE_DIR) / "docs" / "cms.md").read_text()
    for block in BODY_BLOCKS:
        assert f"`{block}`" in docs, f"docs/cms.md does not mention {block}"
