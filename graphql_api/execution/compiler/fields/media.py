"""Images and files."""

from graphql import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.stored import stored
from graphql_api.execution.compiler.row_fetches import UnansweredError
from publishing.content import blocks

for _struct in (blocks.Image, blocks.Rendition, blocks.File):
    stored(_struct.__name__, _struct, {name: name for name in _struct.model_fields})


@writes("Image.renditions")
def renditions(at: Place) -> str:
    """Those whose file is there."""
    return f"[{at.object('i')} for i in {_there(at)}]"


@writes("Image.width", "Image.height")
def measure(at: Place) -> str:
    """Of the largest that is there."""
    return f"next((i[{at.name!r}] for i in reversed({_there(at)})), None)"


@writes("Image.rendition")
def rendition(at: Place) -> str:
    """The smallest that is large enough, or else the largest."""
    width, height = at.arguments.get("width") or 0, at.arguments.get("height") or 0
    enough = f"next((i for i in l if i['width'] >= {width} and i['height'] >= {height}), l[-1])"
    return f"({at.object(enough)} if (l := {_in_format(at)}) else None)"


@writes("Image.srcset")
def srcset(at: Place) -> str:
    """For HTML."""
    file = "f\"{absolute_url(d.files[i['asset']].path)} {i['width']}w\""
    return f"', '.join([{file} for i in {_in_format(at)}])"


def _there(at: Place) -> str:
    at.level.has_files = True
    return "[i for i in x['renditions'] if i['asset'] in d.files]"


def _in_format(at: Place) -> str:
    wanted = at.arguments.get("format")
    there = _there(at)
    return f"[i for i in {there} if i['content_type'] == {wanted.value!r}]" if wanted else there


@writes("Rendition.url")
def address(at: Place) -> str:
    """The file is there, or the rendition would not be."""
    return "absolute_url(d.files[x['asset']].path)"


@writes("File.url")
def address_or_none(at: Place) -> str:
    """Null when the file is gone."""
    at.level.has_files = True
    return "(absolute_url(d.files[x['asset']].path) if x['asset'] in d.files else None)"


@writes("File.size")
def size(at: Place) -> str:
    """GraphQL's Int has 32 bits: what is larger is an error, and errors are not written here."""
    return "int32(x['size'])"


def int32(number: int) -> int:
    """Return a number that GraphQL can tell."""
    if not GRAPHQL_MIN_INT <= number <= GRAPHQL_MAX_INT:
        raise UnansweredError("A number is too large for GraphQL.")
    return number
