"""What bodies and details refer to, and their HTML with its references settled."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from publishing.blocks import AnyBlock, EmbedBlock, File, ListedLink, Rendition
from publishing.details import Details, Partner

Body = tuple[AnyBlock, ...]
_BODY: TypeAdapter[Body] = TypeAdapter(Body)

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REFERENCE = re.compile(rf'<a data-(content|asset)="({_UUID})"[^>]*>(.*?)</a>', re.DOTALL)


def parse_body(body: object) -> Body:
    """Return the blocks of an edition's stored body."""
    return _BODY.validate_python(body)


def references_in(documents: Sequence[tuple[Details, Body]]) -> tuple[set[UUID], set[UUID]]:
    """Return the content ids and the file keys that some documents refer to."""
    contents: set[UUID] = set()
    files: set[UUID] = set()
    for struct in _structs_in(documents):
        match struct:
            case EmbedBlock(content_id=target):
                contents.add(target)
            case ListedLink(content_id=UUID() as target):
                contents.add(target)
            case Partner(organisation=target):
                contents.add(target)
            case Rendition(asset=key) | File(asset=key):
                files.add(key)
        if html := getattr(struct, "html", ""):
            for kind, key, _ in _REFERENCE.findall(html):
                (contents if kind == "content" else files).add(UUID(key))
    return contents, files


def _structs_in(value: object) -> Iterator[BaseModel]:
    """Walk every structure in a document: a new block needs no line here."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _structs_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _structs_in(part)


def settle(html: str, path_of: Callable[[UUID], str | None], address_of: Callable[[UUID], str | None]) -> str:
    """Return HTML whose references lead somewhere; one to what is hidden, or gone, is plain text.

    The HTML was sanitised when the edition was written (publishing/blocks.py): only its references are left to settle.
    """

    def anchor(match: re.Match[str]) -> str:
        kind, key, text = match.groups()
        address = (path_of if kind == "content" else address_of)(UUID(key))
        if address is None:
            return text
        reference = f' data-content="{key}"' if kind == "content" else ""
        return f'<a href="{escape(address)}"{reference}>{text}</a>'

    return _REFERENCE.sub(anchor, html)
