"""Source maps of drafts: where an editor changes each part, so that a front end can offer click-to-edit."""

from collections.abc import Mapping
from typing import Any, Self

import strawberry
from strawberry.utils.str_converters import to_camel_case


@strawberry.type(description="Where a field of the content is edited.")
class ContentSourceField:
    name: str = strawberry.field(description="The name of the field in this schema, such as `title` or `headline`.")
    edit_url: str = strawberry.field(description="The URL of the field in the editor.")


@strawberry.type(description="Where a block of the body is edited.")
class ContentSourceBlock:
    id: strawberry.ID = strawberry.field(description="The `id` of the block.")
    edit_url: str = strawberry.field(description="The URL of the block in the editor.")


@strawberry.type(description="Where the parts of a draft are edited. The URLs need an editor's account.")
class ContentSourceMap:
    edit_url: str = strawberry.field(description="The URL of the whole draft in the editor.")
    fields: list[ContentSourceField] = strawberry.field(description="The fields that editors write.")
    blocks: list[ContentSourceBlock] = strawberry.field(description="All blocks, wherever they are in the content.")

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the source map that was stored with a preview."""
        page, fields, blocks = stored["edit_url"], stored["fields"].items(), stored["blocks"].items()
        return cls(
            edit_url=page,
            fields=[ContentSourceField(name=to_camel_case(name), edit_url=f"{page}#{at}") for name, at in fields],
            blocks=[ContentSourceBlock(id=strawberry.ID(id_), edit_url=f"{page}#{at}") for id_, at in blocks],
        )
