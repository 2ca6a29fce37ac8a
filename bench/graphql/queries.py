"""The queries."""

from tests.sizes import sized

PAGE = f"/guidance/bulk-{sized(500, 50)}/"
TEXT = "watch the gates"
FIELDS = "id title summary path updatedAt"
QUERIES = {
    "list of 20": f"query List {{ guidance(first: 20) {{ nodes {{ {FIELDS} }} }} }}",
    "list of 100 with tags and image": (
        f"query LongList {{ guidance(first: 100) {{ nodes {{ {FIELDS} topics {{ title path }} "
        "image { alt renditions { url width height contentType } } } } }"
    ),
    "one page with its body": f'query Page {{ content(by: {{path: "{PAGE}"}}) {{ ...Whole }} }}',
    "20 pages with bodies": "query Pages { guidance(first: 20) { nodes { ...Whole } } }",
    "search": (f'query Search {{ search(query: "{TEXT}", first: 20) {{ totalCount nodes {{ {FIELDS} }} }} }}'),
}
WHOLE = """
fragment Whole on Guidance {
  id title summary path updatedAt edition { contentHash } topics { title path } workStreams { title code }
  body {
    __typename id
    ... on HeadingBlock { text anchor }
    ... on RichTextBlock { html }
    ... on CalloutBlock { tone title html }
    ... on StepsBlock { steps { title html } }
    ... on TableBlock { caption columns rows }
    ... on ImageBlock { image { alt renditions { url width height contentType } } caption }
    ... on QuoteBlock { text attribution }
    ... on LinkListBlock { title links { title url content { title path } } }
  }
}
"""


def document(name: str) -> str:
    """Return the text of an operation."""
    query = QUERIES[name]
    return query + (WHOLE if "Whole" in query else "")
