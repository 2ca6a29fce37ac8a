"""Deterministic content for a hub, either complete or limited to what one reader may see."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.content.blocks import AnyBlock, EmbedBlock, HeadingBlock, LinkListBlock, ListedLink, RichTextBlock
from publishing.kinds import Kind, Relation
from publishing.kinds.project import ProjectPartner
from publishing.kinds.travel_advice import TravelAdvicePart
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication
from publishing.management import corpus
from tests.publishing.documents import DETAILS, a_document

NAMESPACE = UUID("0b8e5f0e-5f1b-4f43-9d0c-1f3f0b2f7c11")
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
OWN_PROJECT, OTHER_PROJECT = uuid5(NAMESPACE, "the first project"), uuid5(NAMESPACE, "the second")
OWN_ITEM = uuid5(NAMESPACE, "the item")
CIRCLES: list[tuple[str, int, Marking, Audience, tuple[UUID, ...]]] = [
    ("clear", 26, Marking.CLEAR, Audience.PUBLIC, ()),
    ("green", 9, Marking.GREEN, Audience.REGISTERED, ()),
    ("amber", 9, Marking.AMBER, Audience.VALIDATED, ()),
    ("own", 5, Marking.AMBER_STRICT, Audience.NAMED, (OWN_PROJECT,)),
    ("another", 9, Marking.AMBER_STRICT, Audience.NAMED, (OTHER_PROJECT,)),
    ("personal", 4, Marking.AMBER_STRICT, Audience.NAMED, ()),
    ("red", 4, Marking.RED, Audience.NAMED, ()),
]
"""Each circle with how many documents it has beside one of each kind."""
WORDS = corpus.VOCABULARY.split()[::2]
SECRET = ("quokka", "wombat", *WORDS[1:5])
"""Terms that are most frequent in hidden content, two of them only there: rare in public content, common in the hub."""


def documents() -> list[NewEdition]:
    """Return the whole hub's documents, those of all circles mixed."""
    names = [f"{circle} {kind}" for circle, *_ in CIRCLES for kind in Kind]
    names += [f"{circle} {number}" for circle, count, *_ in CIRCLES for number in range(count)]
    Random(3).shuffle(names)
    targets = [content_id(name) for name in names]
    written = [_document(name, place, targets) for place, name in enumerate(names)]
    pairs = (("amber 1", "clear 1"), ("own 1", "clear 2"), ("another 1", "clear 3"))
    return [*written, *(_translate(name, public, targets) for name, public in pairs)]


def _translate(name: str, public: str, targets: list[UUID]) -> NewEdition:
    """Return a translation, for fewer readers, of a document that everyone may read."""
    document, source = _document(name, len(targets), targets), _document(public, len(targets), targets)
    of_source = {"content_id": source.content_id, "kind": source.kind, "details": source.details}
    return document.model_copy(update=of_source | {"locale": "cy", "path": f"/cy{source.path}", "body": ()})


def content_id(name: str) -> UUID:
    """Return the content id of a document by its name."""
    known = {"clear project": OWN_PROJECT, "clear 0": OTHER_PROJECT, "personal 0": OWN_ITEM}
    return known.get(name) or uuid5(NAMESPACE, name)


def is_for(viewer: Viewer, document: NewEdition) -> bool:
    """Whether a viewer may read a document, as docs/publishing.md says it."""
    admitted = document.audience <= viewer.audience or document.content_id in viewer.items
    shared = document.marking != Marking.RED and viewer.projects.intersection(document.projects)
    return admitted or bool(shared)


def publish_all(some: Iterable[NewEdition]) -> None:
    """Record documents at times that do not depend on what else there is."""
    for document in some:
        record_publication(document, document.updated_at)


def _document(name: str, place: int, targets: list[UUID]) -> NewEdition:
    circle, _, rest = name.partition(" ")
    _, _, marking, audience, projects = next(one for one in CIRCLES if one[0] == circle)
    kind = _kind(name, rest)
    random = Random(name)
    few = random.sample(targets, 12)
    vocabulary = WORDS if circle == "clear" else [*WORDS, *SECRET * 8]
    body = tuple(_body(name, vocabulary, random, few))
    details = DETAILS[kind]
    if kind == Kind.PROJECT:
        partners = tuple(ProjectPartner(organisation=target, side="business") for target in few)
        details = details.model_copy(update={"partners": partners})
    if kind == Kind.TRAVEL_ADVICE:
        part = TravelAdvicePart(title="Safety and security", slug="safety-and-security", body=body)
        details = details.model_copy(update={"parts": (part,)})
    slug = name.replace(" ", "-").replace("_", "-")
    named: dict[str, Any] = {field: slug for field in ("slug", "country_slug") if field in type(details).model_fields}
    return a_document(
        kind,
        content_id=content_id(name),
        path=f"/{kind.replace('_', '-')}/{slug}/",
        title=f"{_text(vocabulary, random, 4).capitalize()} {slug}",
        summary=_text(vocabulary, random, 12),
        code=slug.upper(),
        marking=marking,
        audience=audience,
        projects=projects,
        body=body,
        details=details.model_copy(update=named),
        references=tuple(
            Reference(relation=relation, target=target)
            for relation in Relation
            if relation != Relation.SUPERSEDES
            for target in random.sample(targets, 6)
        ),
        updated_at=NEWEST - timedelta(hours=place),
    )


def _kind(name: str, rest: str) -> Kind:
    if name == "clear 0":
        return Kind.PROJECT
    return Kind(rest) if rest in Kind.values else (Kind.GUIDANCE, Kind.BRIEFING)[int(rest) % 2]


def _text(vocabulary: list[str], random: Random, length: int) -> str:
    return " ".join(random.choices(vocabulary, k=length))


def _body(name: str, vocabulary: list[str], random: Random, targets: list[UUID]) -> Iterator[AnyBlock]:
    ids = iter(uuid5(NAMESPACE, f"{name} block {number}") for number in range(len(targets) + 4))
    paragraph = _text(vocabulary, random, random.randrange(20, 120))
    links = "".join(f'<li><a data-content="{target}"></a></li>' for target in targets)
    yield HeadingBlock(id=next(ids), text=_text(vocabulary, random, 3), anchor="first")
    yield RichTextBlock(id=next(ids), html=f"<p>{paragraph}</p><ol>{links}</ol>")
    yield LinkListBlock(id=next(ids), links=tuple(ListedLink(title="", content_id=target) for target in targets))
    yield LinkListBlock(id=next(ids), title="More", links=(ListedLink(title="", content_id=targets[0]),))
    yield from (EmbedBlock(id=next(ids), content_id=target) for target in targets[:3])
