"""Generates different operations of 200 to 1,100 bytes from randomly chosen fields."""

from collections.abc import Iterator
from itertools import count
from random import Random

SLIM = ("id", "title", "summary", "path", "url", "updatedAt", "edition { number contentHash }", "locale", "audience")
LINKED = ("topics", "workStreams", "related")
BLOCKS = (
    "... on HeadingBlock { text level anchor }",
    "... on RichTextBlock { html }",
    "... on CalloutBlock { tone title html }",
    "... on StepsBlock { steps { title html } }",
    "... on TableBlock { caption columns rows }",
    "... on ImageBlock { image { alt renditions { url width height contentType } } caption }",
    "... on QuoteBlock { text attribution }",
    "... on ContactBlock { name telephone email hours }",
    "... on LinkListBlock { title links { title url content { title path } } }",
)
ROOTS = ("guidance(first: {first})", "contents(first: {first})", "briefings(first: {first})")


def operations(seed: int = 1) -> Iterator[str]:
    """Yield an endless sequence of operations; the same seed gives the same sequence."""
    random = Random(seed)
    for number in count():
        yield _operation(random, f"Q{seed}x{number}")


def _operation(random: Random, name: str) -> str:
    lists = "\n".join(
        f"  list{n}: {root.format(first=random.randint(1, 20))} {{\n    nodes {{\n      ...Fields\n{_linked(random)}\n"
        "    }\n    pageInfo { hasNextPage endCursor }\n  }"
        for n, root in enumerate(random.sample(ROOTS, random.randint(1, 2)))
    )
    fields = "\n".join(f"  {field}" for field in random.sample(SLIM, random.randint(3, len(SLIM))))
    blocks = "\n".join(f"    {block}" for block in random.sample(BLOCKS, random.randint(0, len(BLOCKS))))
    fragment = f"fragment Fields on Content {{\n{fields}\n  body {{\n    __typename\n{blocks}\n  }}\n}}\n"
    return f"query {name} {{\n{lists}\n}}\n{fragment}"


def _linked(random: Random) -> str:
    chosen = random.sample(LINKED, random.randint(0, 3))
    return "\n".join(f"      {relation} {{ {' '.join(random.sample(SLIM, 3))} }}" for relation in chosen)
