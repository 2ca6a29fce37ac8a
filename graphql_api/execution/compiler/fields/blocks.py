"""Bodies: blocks of all types, with their references settled."""

from collections.abc import Mapping
from typing import Any

from graphql_api.content.base import node_type
from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.stored import stored
from graphql_api.execution.compiler.row_fetches import KIND
from graphql_api.execution.compiler.statements import Row
from publishing.content import blocks
from publishing.kinds import Kind

_STRUCTS: tuple[type[blocks.Struct], ...] = (*blocks.BLOCKS.values(), blocks.Step, blocks.ListedLink)
for _struct in _STRUCTS:
    stored(_struct.__name__, _struct, {name: name for name in _struct.model_fields})


def body(at: Place, value: str) -> str:
    """Write the blocks of a body. An embed of what is hidden is left out, and a list of links to nothing else."""
    at.level.refers = True
    shown = f"is_shown(i, d.targets[{at.below.depth}])"
    types = ((name, block.__name__) for name, block in blocks.BLOCKS.items())
    return f"[{at.one_of('i', repr('type'), types, at.level)} for i in {value} if {shown}]"


@writes("LinkListBlock.links")
def links(at: Place) -> str:
    """An entry that leads to what is hidden is left out."""
    shown = f"(c := i.get('content_id')) is None or c in d.targets[{at.below.depth}]"
    return f"[{at.object('i')} for i in x['links'] if {shown}]"


@writes("ListedLink.title")
def title(at: Place) -> str:
    """Its own, or else that of the content; an outside address has one."""
    at.level.refers = True
    target = f"d.targets[{at.below.depth}].get(x.get('content_id'))"
    return f"(x['title'] or (t[{at.below.column('edition__title')}] if (t := {target}) else x.get('url', '')))"


@writes("ListedLink.content")
def listed(at: Place) -> str:
    """Null when the entry leads outside."""
    return f"({node(at, 't')} if (t := d.targets[{at.below.depth}].get(x.get('content_id'))) else None)"


@writes("EmbedBlock.content")
def embedded(at: Place) -> str:
    """The block would not be there if it were hidden."""
    return node(at, f"d.targets[{at.below.depth}][x['content_id']]")


def is_shown(block: dict[str, Any], targets: Mapping[str, Row]) -> bool:
    """Whether a reader who may see these targets gets to see a stored block. One of a type that only newer software
    knows is left out, as publishing does when it reads."""
    if block["type"] == "link_list":
        keys = (link.get("content_id") for link in block["links"])
        return any(key is None or key in targets for key in keys)
    return block["type"] in blocks.BLOCKS and (block["type"] != "embed" or block["content_id"] in targets)


def node(at: Place, row: str, *, below: bool = True) -> str:
    """Write content of any kind."""
    types = ((kind.value, node_type(kind).__name__) for kind in Kind)
    return at.one_of(row, str(KIND), types, at.below if below else at.level)
