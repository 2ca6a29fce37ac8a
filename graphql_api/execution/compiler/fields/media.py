"""Images and files."""

from graphql import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.fields.stored import add_stored_fields
from publishing.content import blocks

for _struct in (blocks.Image, blocks.Rendition, blocks.File):
    add_stored_fields(_struct.__name__, _struct, {name: name for name in _struct.model_fields})


@field_writer("Image.renditions")
def renditions(ctx: FieldContext) -> str:
    """Write the renditions whose files exist."""
    return f"[{ctx.object('i')} for i in {_existing(ctx)}]"


@field_writer("Image.width", "Image.height")
def measure(ctx: FieldContext) -> str:
    """Write the width or height of the largest rendition."""
    return f"next((i[{ctx.name!r}] for i in reversed({_existing(ctx)})), None)"


@field_writer("Image.rendition")
def rendition(ctx: FieldContext) -> str:
    """Write the smallest rendition that is large enough, or else the largest."""
    width, height = ctx.arguments.get("width") or 0, ctx.arguments.get("height") or 0
    fitting = f"next((i for i in l if i['width'] >= {width} and i['height'] >= {height}), l[-1])"
    return f"({ctx.object(fitting)} if (l := {_in_format(ctx)}) else None)"


@field_writer("Image.srcset")
def srcset(ctx: FieldContext) -> str:
    """Write the value of an HTML srcset attribute."""
    candidate = "f\"{absolute_url(d.files[i['asset']].path)} {i['width']}w\""
    return f"', '.join([{candidate} for i in {_in_format(ctx)}])"


def _existing(ctx: FieldContext) -> str:
    ctx.fetch.needs_files = True
    return "[i for i in x['renditions'] if i['asset'] in d.files]"


def _in_format(ctx: FieldContext) -> str:
    format_ = ctx.arguments.get("format")
    existing = _existing(ctx)
    return f"[i for i in {existing} if i['content_type'] == {format_.value!r}]" if format_ else existing


@field_writer("Rendition.url")
def rendition_url(ctx: FieldContext) -> str:
    """Write the URL of a rendition, whose file exists: others are left out."""
    return "absolute_url(d.files[x['asset']].path)"


@field_writer("File.url")
def file_url(ctx: FieldContext) -> str:
    """Write the URL of a file; null if it no longer exists."""
    ctx.fetch.needs_files = True
    return "(absolute_url(d.files[x['asset']].path) if x['asset'] in d.files else None)"


@field_writer("File.size")
def size(ctx: FieldContext) -> str:
    """Write a file's size. A number that exceeds GraphQL's Int is an error, which strawberry reports."""
    return "check_int32(x['size'])"


def check_int32(number: int) -> int:
    """Return a number that fits GraphQL's Int."""
    if not GRAPHQL_MIN_INT <= number <= GRAPHQL_MAX_INT:
        raise FallbackError("A number is too large for GraphQL.")
    return number
