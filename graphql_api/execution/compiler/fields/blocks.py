"""Bodies: blocks of all types, with resolved references."""

from collections.abc import Mapping
from typing import Any

from graphql_api.content.base import node_type
from graphql_api.content.blocks import LinkListItem, ProcedureStep
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.stored import add_stored_fields
from graphql_api.execution.compiler.row_fetches import RowFetch
from graphql_api.execution.compiler.statements import Row
from publishing.content import blocks
from publishing.kinds import Kind

_STRUCTS: dict[str, type[blocks.Struct]] = {
    **{block.__name__: block for block in blocks.BLOCKS.values()},
    ProcedureStep.__name__: blocks.Step,
    LinkListItem.__name__: blocks.ListedLink,
}
for _name, _struct in _STRUCTS.items():
    add_stored_fields(_name, _struct, {name: name for name in _struct.model_fields})


def write_body(ctx: FieldContext, value: str) -> str:
    """Write the blocks of a body, without embeds of hidden items and lists that only link to hidden items."""
    ctx.fetch.needs_references = True
    condition = f"is_shown(i, d.targets[{ctx.target_fetch.depth}])"
    types = ((name, block.__name__) for name, block in blocks.BLOCKS.items())
    return f"[{ctx.dispatch('i', repr('type'), types, ctx.fetch)} for i in {value} if {condition}]"


@field_writer("LinkListBlock.links")
def links(ctx: FieldContext) -> str:
    """Write the entries of a list, without those that link to hidden items."""
    condition = f"(c := i.get('content_id')) is None or c in d.targets[{ctx.target_fetch.depth}]"
    return f"[{ctx.object('i')} for i in x['links'] if {condition}]"


@field_writer("LinkListItem.title")
def title(ctx: FieldContext) -> str:
    """Write its own title, or else the target's; an external link without a title shows its URL."""
    ctx.fetch.needs_references = True
    target = f"d.targets[{ctx.target_fetch.depth}].get(x.get('content_id'))"
    column = ctx.target_fetch.column("edition__title")
    return f"(x['title'] or (t[{column}] if (t := {target}) else x.get('url', '')))"


@field_writer("LinkListItem.content")
def listed(ctx: FieldContext) -> str:
    """Write the target; null for an external link."""
    target = f"d.targets[{ctx.target_fetch.depth}].get(x.get('content_id'))"
    return f"({write_node(ctx, 't', ctx.target_fetch)} if (t := {target}) else None)"


@field_writer("EmbedBlock.content")
def embedded(ctx: FieldContext) -> str:
    """Write the embedded item, which is visible: blocks with hidden items are left out."""
    return write_node(ctx, f"d.targets[{ctx.target_fetch.depth}][x['content_id']]", ctx.target_fetch)


def is_shown(block: dict[str, Any], targets: Mapping[str, Row]) -> bool:
    """Whether a stored block is shown to a viewer who may see these targets. Block types that only newer software knows
    are left out, as in publishing."""
    if block["type"] == "link_list":
        keys = (link.get("content_id") for link in block["links"])
        return any(key is None or key in targets for key in keys)
    return block["type"] in blocks.BLOCKS and (block["type"] != "embed" or block["content_id"] in targets)


def write_node(ctx: FieldContext, row: str, fetch: RowFetch) -> str:
    """Write an item of any kind, whose row was read by a fetch."""
    table = ctx.dispatch_table(((kind.value, node_type(kind).__name__) for kind in Kind), fetch)
    return f"d.write_row({table}, {row})"
