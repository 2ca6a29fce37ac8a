# ruff: noqa: RUF001 - letters of other scripts are meant
"""What enters the log: every text of every structure is cleaned, every address checked, nothing is empty."""

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from publishing.content.blocks import (
    BLOCKS,
    Block,
    CalloutBlock,
    ContactBlock,
    HeadingBlock,
    LinkListBlock,
    ListedLink,
    QuoteBlock,
    RichTextBlock,
    Step,
    StepsBlock,
    TableBlock,
    parse_body,
)
from publishing.content.fields import TextType, clean_value, find_text_type
from publishing.kinds import Kind, RemovalReason
from publishing.kinds.registry import KINDS
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change, ContentItem, Edition
from publishing.text.cleaning import clean_line, clean_lines, clean_text, is_blank
from tests.publishing.documents import a_document, publish

HOSTILE = "Be\x00\x0b\x1f\x7f\x9f\ufffe\uffff\ud800\u200b\ufeff\u00ad\u202e\u2066fore e\u0301\r\nafter"
CLEAN = {TextType.LINE: "Be fore \xe9 after", TextType.LINES: "Be\nfore \xe9\nafter"}
REFUSED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///C:/plans.doc",
    "ftp://example.org/",
    "//example.org/",
    "\\\\server\\share\\plans.doc",
    "https:\\\\example.org",
    "https://user:secret@example.org/",
    "https://",
    "www.example.org",
    "http://localhost:8000/guidance/x/",
    "https://www.localhost/guidance/x/",
    "//testserver/admin/",
    "/guidance/x/",
    "#_ftn1",
]


# --- A walk over every structure ------------------------------------------------------------------
def structures() -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {}

    def walk(struct: type[BaseModel]) -> None:
        if struct not in found:
            found[struct] = None
            for field in struct.model_fields.values():
                for part in parts_of(field.annotation):
                    if isinstance(part, type) and issubclass(part, BaseModel):
                        walk(part)

    roots: list[type[BaseModel]] = [*BLOCKS.values(), *(kind.details for kind in KINDS.values()), NewEdition]
    for struct in roots:
        walk(struct)
    return list(found)


def parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def text_fields(struct: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in struct.model_fields.items():
        if str in parts_of(field.annotation):
            yield name, field


FIELDS = [(struct, name) for struct in structures() for name, _ in text_fields(struct)]


def value_of(annotation: Any, text: str) -> Any:
    """Return a value of a type, with a text at each place for one."""
    origin = get_origin(annotation)
    if origin is tuple:
        return (value_of(get_args(annotation)[0], text),)
    if origin in (Union, types.UnionType):
        return value_of(get_args(annotation)[0], text)
    return text


def with_text(struct: type[BaseModel], name: str, text: str) -> Any:
    """Return a structure that has nothing but one text, past all validation."""
    given: dict[str, Any] = dict.fromkeys(struct.model_fields, uuid4())
    for other, field in text_fields(struct):
        form = find_text_type(field.annotation, tuple(field.metadata))
        given[other] = "" if form is TextType.URL else value_of(field.annotation, "words")
    field = struct.model_fields[name]
    return struct.model_construct(**{**given, name: value_of(field.annotation, text)})


@pytest.mark.parametrize(("struct", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_text_of_every_structure_comes_out_clean_or_is_refused(struct: type[BaseModel], name: str) -> None:
    field = struct.model_fields[name]
    form = find_text_type(field.annotation, tuple(field.metadata))
    if form is TextType.URL:
        for address in REFUSED:
            with pytest.raises(ValueError, match=name):
                clean_value(with_text(struct, name, address))
        return
    text = f"<p>{HOSTILE}</p>" if form is TextType.HTML else HOSTILE
    given: dict[str, Any] = {name: text}
    whole = a_document(**given) if struct is NewEdition else clean_value(with_text(struct, name, text))
    value = getattr(whole, name)
    while isinstance(value, tuple):
        (value,) = value
    assert value == CLEAN.get(form, "<p>Be\nfore \xe9\nafter</p>")


def test_the_walk_finds_what_it_is_for() -> None:
    names = {(struct.__name__, name) for struct, name in FIELDS}
    assert {
        ("TableBlock", "rows"),
        ("Step", "html"),
        ("ProjectMilestone", "evidence"),
        ("ContentProvenance", "url"),
    } <= names
    assert len(names) > 60


def test_fields_with_html_and_addresses_say_so() -> None:
    for struct, name in FIELDS:
        field = struct.model_fields[name]
        form = find_text_type(field.annotation, tuple(field.metadata))
        assert (form is TextType.HTML) == (name == "html"), (struct, name)
        assert (form is TextType.URL) == (name == "url"), (struct, name)


@pytest.mark.parametrize("address", REFUSED)
def test_a_refused_address_is_named_with_its_field(address: str) -> None:
    block = LinkListBlock(id=uuid4(), links=(ListedLink(title="There", url=address),))
    with pytest.raises(ValidationError, match="url: “"):
        a_document(body=(block,))


def test_addresses_outside_stay_as_they_are() -> None:
    for address in (
        "https://example.org/",
        "http://example.org:8080/a?b=c#d",
        "https://münchen.example/ä",
        "HTTPS://EXAMPLE.org/",
    ):
        block = ContactBlock(id=uuid4(), name="Desk", url=address)
        assert a_document(body=(block,)).body[0].url == address


# --- Characters -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Before\x0bafter", "Before\nafter"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("zero\u200bwidth\u2060\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb\u200d", "ab"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("\U0001f469\u200d\U0001f692", "\U0001f469\u200d\U0001f692"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        ),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\u202eevil\u202c", "evil"),
        ("left\u200eto\u200fright", "lefttoright"),
        ("\u2067שלום\u2069!", "\u2067שלום\u2069!"),
        ("\u2067שלום!", "שלום!"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("שלום \u202eabc\u202c", "שלום abc"),
        ("Llŷn e\u0301", "Llŷn \xe9"),
        ("10\xa0km", "10\xa0km"),
    ],
)
def test_what_is_invisible_goes_and_what_means_something_stays(text: str, expected: str) -> None:
    assert clean_text(text) == expected
    assert clean_text(expected) == expected


def test_a_line_is_one_line() -> None:
    assert clean_line(" one \n\n two\tthree\x0bfour ") == "one two three four"
    assert clean_lines("\n one\n\ntwo \n") == "one\n\ntwo"


def test_what_shows_nothing_is_blank() -> None:
    assert all(map(is_blank, ("", " ", "\xa0", "\u2003", "\u200d", "\u2800", "\n")))
    assert not is_blank("\u2764\ufe0f")


# --- What is empty --------------------------------------------------------------------------------
def test_what_is_empty_is_in_no_edition() -> None:
    empty: list[Block] = [
        HeadingBlock(id=uuid4(), text="\u200b", anchor="a"),
        *(
            RichTextBlock(id=uuid4(), html=html)
            for html in ("", "<p></p>", "<p>&nbsp;</p>", "<p><br></p>", "<ul><li> </li></ul>")
        ),
        CalloutBlock(id=uuid4(), tone="warning", html="<p>\u200b</p>"),
        StepsBlock(id=uuid4(), steps=(Step(title=" "),)),
        TableBlock(id=uuid4(), caption="What", columns=("", ""), rows=(("", " "),)),
        QuoteBlock(id=uuid4(), text="\xa0", attribution="A guard"),
        ContactBlock(id=uuid4(), name=""),
        LinkListBlock(id=uuid4(), title="More", links=(ListedLink(title="Nowhere"),)),
    ]
    assert a_document(body=tuple(empty)).body == ()


def test_empty_parts_of_what_is_not_empty_go() -> None:
    table = TableBlock(
        id=uuid4(), caption="", columns=("A", "", "C"), rows=(("1", "", ""), ("", "", ""), ("", "", "3"))
    )
    text = RichTextBlock(id=uuid4(), html="<p>Go</p><p>&nbsp;</p><h3></h3><ul><li>in</li><li><p></p></li></ul>")
    found_table, found_text = a_document(body=(table, text)).body
    assert (found_table.columns, found_table.rows) == (("A", "C"), (("1", ""), ("", "3")))
    assert found_text.html == "<p>Go</p><ul><li>in</li></ul>"


def test_a_document_has_a_title() -> None:
    with pytest.raises(ValidationError, match="The title is empty"):
        a_document(title="\u200b")


# --- Old editions ---------------------------------------------------------------------------------
def test_what_was_stored_is_read_as_it_is() -> None:
    stored = [
        {"id": str(uuid4()), "type": "contact", "name": HOSTILE, "url": "javascript:alert(1)"},
        {"id": str(uuid4()), "type": "rich_text", "html": "<p></p>"},
    ]
    contact, text = parse_body(stored)
    assert (contact.name, contact.url, text.html) == (HOSTILE, "javascript:alert(1)", "<p></p>")


@pytest.mark.django_db
def test_cleaning_is_done_once() -> None:
    document = a_document(title="One\x0btwo", body=(RichTextBlock(id=uuid4(), html="<p>a&nbsp;&lt;b&gt;\u200b</p>"),))
    assert record_publication(document) is not None
    again = NewEdition(**{name: getattr(document, name) for name in NewEdition.model_fields})
    assert again.content_hash() == document.content_hash() == Edition.objects.get().content_hash
    assert record_publication(again) is None


# --- Where something moved ------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.org/", "file:///C:/x", "ftp://example.org/"])
def test_nothing_moves_to_what_is_no_address(address: str) -> None:
    item = publish(Kind.GUIDANCE).item
    with pytest.raises(ValueError, match=r"not a valid web address|of the hub itself"):
        record_withdrawal(item.content_id, item.locale, RemovalReason.MOVED, moved_to=address)
    assert ContentItem.objects.get(pk=item.pk).is_live


@pytest.mark.django_db
def test_an_address_of_ours_that_something_moves_to_is_a_path() -> None:
    item = publish(Kind.GUIDANCE).item
    record_withdrawal(item.content_id, item.locale, RemovalReason.MOVED, moved_to="http://localhost:8000/guidance/new/")
    assert Change.objects.latest("sequence").moved_to == "/guidance/new/"
