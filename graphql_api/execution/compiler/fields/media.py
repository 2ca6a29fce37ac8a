"""Images and files."""

from typing import Any

from graphql import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graphql_api.content.media import ContentFile, ContentImage, FocalPoint
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.fields.resolved import write_resolved
from graphql_api.execution.compiler.fields.stored import add_stored_fields
from publishing.content import blocks

_STRUCTS: dict[type, type[blocks.Struct]] = {
    ContentImage: blocks.Image,
    FocalPoint: blocks.FocalPoint,
    ContentFile: blocks.File,
}
for _type, _struct in _STRUCTS.items():
    add_stored_fields(_type.__name__, _struct, {name: name for name in _struct.model_fields})


@field_writer("ContentImage.width", "ContentImage.height")
def measure(ctx: FieldContext) -> str:
    """Write the width or height of the file that renditions are made from."""
    ctx.fetch.needs_files = True
    source = "x.get('master') or next(reversed(x['renditions']), None)"
    return f"(s[{ctx.name!r}] if (s := {source}) and s['asset'] in d.files else None)"


@field_writer("ContentImage.rendition")
def rendition(ctx: FieldContext) -> str:
    """Write the smallest rendition that is large enough, or else the largest."""
    width, height = ctx.arguments.get("width"), ctx.arguments.get("height")
    return write_resolved(ctx, ctx.type, f"find_rendition({_write_arguments(ctx)}, {width}, {height})")


@field_writer("ContentImage.renditions")
def renditions(ctx: FieldContext) -> str:
    """Write all renditions of a crop."""
    return write_resolved(ctx, ctx.type, f"build_renditions({_write_arguments(ctx)})")


@field_writer("ContentImage.srcset")
def srcset(ctx: FieldContext) -> str:
    """Write the value of an HTML srcset attribute."""
    return f"join_srcset(build_renditions({_write_arguments(ctx)}))"


def _write_arguments(ctx: FieldContext) -> str:
    ctx.fetch.needs_files = True
    crop, format_ = ctx.arguments.get("crop"), ctx.arguments["format"]
    cropped = f"ImageCrop({crop.value!r})" if crop else None
    return f"read_image(x), d.find_path, {cropped}, ImageFormat({format_.value!r})"


def read_image(stored: Any) -> blocks.Image:
    """Return a stored image."""
    return blocks.Image.model_validate(stored, extra="ignore", context=blocks.READING)


@field_writer("ContentFile.url")
def file_url(ctx: FieldContext) -> str:
    """Write the URL of a file; null if it no longer exists."""
    ctx.fetch.needs_files = True
    return "(absolute_url(d.files[x['asset']].path) if x['asset'] in d.files else None)"


@field_writer("ContentFile.size")
def size(ctx: FieldContext) -> str:
    """Write a file's size. A number that exceeds GraphQL's Int is an error, which strawberry reports."""
    return "check_int32(x['size'])"


def check_int32(number: int) -> int:
    """Return a number that fits GraphQL's Int."""
    if not GRAPHQL_MIN_INT <= number <= GRAPHQL_MAX_INT:
        raise FallbackError("A number is too large for GraphQL.")
    return number
