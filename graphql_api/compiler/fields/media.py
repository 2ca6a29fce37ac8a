"""Images and files."""

from graphql import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graphql_api.compiler.compiling import Place, writes
from graphql_api.compiler.fields.stored import stored
from graphql_api.compiler.levels import UnansweredError
from publishing import blocks

stored("Image", blocks.Image, "alt", "decorative")
stored("Rendition", blocks.Rendition, "width", "height", "content_type")
stored("File", blocks.File, "title", "filename", "content_type")


@writes("Image.renditions")
def renditions(at: Place) -> str:
    """Those whose file is there."""
    at.level.has_files = True
    return f"[{at.object('i')} for i in x['renditions'] if i['asset'] in d.files]"


@writes("Rendition.url")
def address(at: Place) -> str:
    """The file is there, or the rendition would not be."""
    return "absolute(d.files[x['asset']])"


@writes("File.url")
def address_or_none(at: Place) -> str:
    """Null when the file is gone."""
    at.level.has_files = True
    return "(absolute(d.files[x['asset']]) if x['asset'] in d.files else None)"


@writes("File.size")
def size(at: Place) -> str:
    """GraphQL's Int has 32 bits: what is larger is an error, and errors are not written here."""
    return "int32(x['size'])"


def int32(number: int) -> int:
    """Return a number that GraphQL can tell."""
    if not GRAPHQL_MIN_INT <= number <= GRAPHQL_MAX_INT:
        raise UnansweredError("A number is too large for GraphQL.")
    return number
