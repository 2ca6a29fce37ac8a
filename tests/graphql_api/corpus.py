"""The corpus of hostile requests, by class. bench/refusals.py measures how fast they are refused."""

from dataclasses import dataclass, field
from typing import Any

from graphql_api.base.errors import Code


@dataclass(frozen=True)
class Hostile:
    """A hostile request, and the codes with one of which it is refused."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    codes: tuple[Code, ...] = (Code.INVALID,)


COSTLY = "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }"
RETIRE = '{sha256: "0", idempotencyKey: "1"}'
_TYPES = ("Briefing", "Guidance", "Project", "Topic", "TravelAdvice", "ZCard")
_ALL = " ".join(f"... on {name} {{ related {{ ...F }} mentions {{ ...F }} }}" for name in _TYPES)
_MANY = ", ".join(f"$n{number}: Int! = 100" for number in range(5))


def _doubling(count: int) -> str:
    """Return fragments that double at each level, with long names: 100 kB are just below the token limit."""
    name = "F" * (90_000 // (4 * count))
    twice = " ".join(
        f"fragment {name}{n} on Content {{ a: related {{ ...{name}{n + 1} }} b: related {{ ...{name}{n + 1} }} }}"
        for n in range(count)
    )
    return f"{{ homePage {{ ...{name}0 }} }} {twice} fragment {name}{count} on Content {{ id }}"


def _branching(depth: int) -> str:
    """Return fragments that apply different selections to each kind, at each level."""
    levels = " ".join(
        f"fragment L{n} on Content {{ "
        + " ".join(f"... on {name} {{ x{k}: related {{ ...L{n + 1} }} }}" for k, name in enumerate(_TYPES))
        + " }"
        for n in range(depth)
    )
    return f"{{ contents(first: 100) {{ nodes {{ ...L0 }} }} }} {levels} fragment L{depth} on Content {{ id }}"


SYNTAX = {
    "syntax": Hostile("{ contents(", codes=(Code.SYNTAX,)),
    "15,000 tokens": Hostile("{ " + "a " * 15_000 + "}", codes=(Code.SYNTAX,)),
    "900 open braces": Hostile("{ a " * 900, codes=(Code.SYNTAX, Code.TOO_DEEP)),
    "unknown field": Hostile("{ nothing }"),
    "1,500 unknown fields": Hostile(
        " ".join(f"query Q{n} {{ homePage {{ {' '.join(f'f{m}' for m in range(150))} }} }}" for n in range(9))
    ),
    "duplicate fields": Hostile("{ homePage { " + "title " * 1_500 + "} }", codes=(Code.TOO_COMPLEX,)),
    "duplicate selections": Hostile("{ homePage { " + "related { id title } " * 300 + "} }", codes=(Code.TOO_COMPLEX,)),
    "17 levels": Hostile("{ homePage { " + "related { " * 17 + "id" + " }" * 17 + " } }", codes=(Code.TOO_DEEP,)),
}
FRAGMENTS = {
    "fragments that double": Hostile(_doubling(30), codes=(Code.TOO_DEEP, Code.TOO_LARGE)),
    "100 kB of fragments": Hostile(_doubling(95), codes=(Code.TOO_DEEP, Code.TOO_COMPLEX, Code.TOO_LARGE)),
    "fragments in a ring": Hostile(
        "{ homePage { ...A } } fragment A on Content { related { ...B } } fragment B on Content { related { ...A } }"
    ),
}
BUDGETS = {
    "a filter with hundreds of alternatives": Hostile(
        "query ($or: [ContentFilter!]) { contents(first: 1, filter: { OR: $or }) { nodes { id } } }",
        {"or": [{"code": {"exact": str(number)}} for number in range(401)]},
        codes=(Code.TOO_LARGE,),
    ),
    "filters within filters, each with alternatives": Hostile(
        "query ($f: ContentFilter) { "
        + " ".join(f"a{n}: contents(first: 1, filter: $f) {{ totalCount }}" for n in range(29))
        + " }",
        {"f": {"OR": [{"NOT": {"code": {"exact": str(number)}}} for number in range(7)]}},
        codes=(Code.TOO_LARGE,),
    ),
    "too costly": Hostile(COSTLY, codes=(Code.TOO_LARGE,)),
    "different fragments on each kind, at each level": Hostile(_branching(6), codes=(Code.TOO_LARGE,)),
    "one expensive kind behind many cheap ones": Hostile(
        "{ contents(first: 100) { nodes { "
        + " ".join(f"... on {name} {{ id }}" for name in _TYPES)
        + " ... on Sector { similar(first: 20) { id } } } } }",
        codes=(Code.TOO_LARGE,),
    ),
    "page sizes that only the variables' defaults hold": Hostile(
        f"query ({_MANY}) {{ "
        + " ".join(f"a{n}: contents(first: $n{n}) {{ nodes {{ similar(first: $n{n}) {{ id }} }} }}" for n in range(5))
        + " }",
        codes=(Code.TOO_LARGE,),
    ),
    "a page size that is different for each kind": Hostile(
        "query ($n: Int!, $m: Int!) { contents(first: 100) { nodes { ... on Guidance { similar(first: $n) { id } } "
        "... on Briefing { similar(first: $m) { id } } } } }",
        {"n": 1, "m": 20},
        codes=(Code.TOO_LARGE,),
    ),
    "fragments on every kind within each other": Hostile(
        f"{{ contents(first: 100) {{ nodes {{ ...A }} }} }} fragment A on Content {{ {_ALL.replace('...F', '...B')} }} "
        f"fragment B on Content {{ {_ALL.replace('...F', '...C')} }} "
        f"fragment C on Content {{ {_ALL.replace('...F', 'id related { related { id } }')} }}",
        codes=(Code.TOO_LARGE,),
    ),
}
_HASH = "0123456789abcdef" * 4
HASHES: dict[str, dict[str, Any]] = {
    "the hash of another text": {"query": "{ revision }", "documentId": _HASH},
    "the MD5 of another text": {"query": "{ revision }", "id": _HASH[:32]},
    "another text for Apollo to learn": {
        "query": "{ revision }",
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": _HASH}},
    },
    "two hashes": {"documentId": _HASH, "doc_id": _HASH[::-1]},
    "two algorithms": {"documentId": _HASH, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": _HASH[:32]}}},
    "an algorithm with the digits of another": {"documentId": f"md5:{_HASH}"},
    "an unknown algorithm": {"documentId": f"sha512:{_HASH * 2}"},
    "100 kB of digits": {"doc_id": "0" * 90_000},
    "digits of another script": {"documentId": "\u0661" * 64},
    "a letter whose lower case is longer": {"documentId": "\u0130" * 32},
    "a line feed at the end": {"documentId": f"{_HASH}\n"},
    "a pattern of SQL": {"id": "%" * 64},
    "a number": {"doc_id": int("1" * 20)},
    "a list": {"documentId": [_HASH]},
    "an object": {"id": {"in": [_HASH]}},
    "another version": {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": _HASH}}},
    "no hash": {"extensions": {"persistedQuery": {"version": 1}}},
    "a list as Apollo's extension": {"extensions": {"persistedQuery": [_HASH]}},
}
"""Members of requests by hash, all of them BAD_REQUEST."""
VALUES = {
    "5,000 digits": "9" * 5_000,
    "more than 32 bits": "4294967296",
    "beyond the largest float": "1e999",
    "NaN": "NaN",
    "a fraction": "1.5",
    "the wrong type": '"ten"',
    "null": "null",
    "half a character": '"\\ud800"',
    "NUL": '"\\u0000"',
    "65 levels": "[" * 65 + "]" * 65,
}
"""Values of a whole number in a variable, as JSON."""
_CONDITION = {"kind": {"exact": "GUIDANCE"}}
_FILTERED = "query ($f: ContentFilter) { contents(first: 1, filter: $f) { totalCount } }"
CONDITIONS = {
    "400 alternatives in a variable": Hostile(_FILTERED, {"f": {"OR": [_CONDITION] * 400}}, (Code.TOO_LARGE,)),
    "alternatives within alternatives": Hostile(
        _FILTERED, {"f": {"OR": [{"OR": [_CONDITION] * 20}] * 20}}, (Code.TOO_LARGE,)
    ),
    "alternatives that only the variable's default holds": Hostile(
        f"query ($f: ContentFilter = {{OR: [{'{kind: {exact: GUIDANCE}}' * 150}]}}) {{ "
        + " ".join(f"a{n}: contents(first: 1, filter: $f) {{ totalCount }}" for n in range(3))
        + " }",
        codes=(Code.TOO_LARGE,),
    ),
}
MUTATIONS = {
    "60 mutations": Hostile(
        f"mutation {{ {' '.join(f'a{n}: retireOperation(input: {RETIRE}) {{ __typename }}' for n in range(60))} }}",
        codes=(Code.TOO_COMPLEX,),
    ),
    "a mutation without its input": Hostile("mutation { rotateKey { __typename } }"),
    "a mutation in a query": Hostile("{ rotateKey(input: {}) { __typename } }"),
    "a query in a mutation": Hostile("mutation { revision }"),
    "a mutation with the key of another caller": Hostile(
        'mutation { rotateKey(input: {account: "key:1"}) { __typename } }'
    ),
}
REFUSED = SYNTAX | FRAGMENTS | BUDGETS | CONDITIONS | MUTATIONS
"""Requests that are refused for every caller, without SQL."""


FIELDS = {
    **{
        f"an unknown {name}": Hostile(
            f'{field}(first: 1, filter: {{{name}: {{exact: "never"}}}}) {{ totalCount }}',
            codes=(Code.UNKNOWN_REFERENCE,),
        )
        for field, name in (
            ("contents", "topic"),
            ("guidance", "sector"),
            ("projects", "workStream"),
            ("travelAdvice", "country"),
        )
    },
    "an unknown name in a search": Hostile(
        'search(query: "a", first: 1, filter: {country: {exact: "never"}}) { totalCount }',
        codes=(Code.UNKNOWN_REFERENCE,),
    ),
    "an unknown language": Hostile('contents(first: 1, locale: "tlh") { totalCount }', codes=(Code.BAD_INPUT,)),
    "alternatives three deep": Hostile(
        "contents(first: 1, filter: {OR: [{NOT: {OR: [{kind: {exact: GUIDANCE}}]}}]}) { totalCount }",
        codes=(Code.BAD_INPUT,),
    ),
    "empty alternatives": Hostile("contents(first: 1, filter: {OR: []}) { totalCount }", codes=(Code.BAD_INPUT,)),
    "a page of none": Hostile("contents(first: 0) { totalCount nodes { id } }", codes=(Code.PAGE_SIZE,)),
    "a page of 101": Hostile("contents(first: 101) { totalCount nodes { id } }", codes=(Code.PAGE_SIZE,)),
    "an invented cursor": Hostile('contents(first: 1, after: "never") { nodes { id } }', codes=(Code.BAD_CURSOR,)),
    "an unknown country": Hostile('adviceFor(countries: ["Atlantis"]) { requested }', codes=(Code.BAD_INPUT,)),
    "too many countries": Hostile("adviceFor(countries: [%s]) { requested }" % ('"FR" ' * 51), codes=(Code.BAD_INPUT,)),
    "a point beyond the poles": Hostile(
        "travelAdviceAt(point: {longitude: 0, latitude: 1e308}) { country { code } }", codes=(Code.BAD_INPUT,)
    ),
    "a time that is still to come": Hostile(
        'content(by: {code: "FR"}, asOf: "2999-01-01T00:00:00Z") { id }', codes=(Code.BAD_INPUT,)
    ),
    "too many suggestions": Hostile('suggestions(prefix: "a", first: 21) { titleHtml }', codes=(Code.BAD_INPUT,)),
}
"""Root fields that are refused while the others of the operation are answered."""
