"""A hub in whose admin everything hidden carries a word that nothing else has: by what it is hidden from whom."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, Page

from cms.lifecycle.sync import is_published
from cms.models import (
    BriefingPage,
    GuidancePage,
    ProjectPage,
    StandardPage,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
)
from cms.release.proposing import propose_publication
from cms.review.attesting import attest
from publishing.access.audiences import Audience, Marking
from publishing.models import Actor
from tests.cms.factories import (
    a_draft,
    a_page,
    a_part,
    a_sector,
    a_threat_level,
    a_topic,
    an_administrator,
    an_alert,
    an_editor,
    an_organisation,
    publish,
)
from tests.cms.files.document_factory import a_pdf

CANARY = "quokka"
"""In what is above TLP:GREEN: hidden from every group."""
SEARCHED = "marsupial"
"""In the same places, but no secret: what is searched for is shown again in the answer."""
DESK = "numbat"
"""In a draft at TLP:CLEAR: hidden from those whose groups do not cover its section, which follows the word."""
CODES: dict[type[Page], dict[str, str]] = {
    WorkStreamPage: {"work_stream_code": "CP"},
    ProjectPage: {"project_code": "TT99"},
    BriefingPage: {"reference": "BR-2026-999"},
    ZCardPage: {"card_code": f"Z-{CANARY}"},
}
KINDS = (GuidancePage, WorkStreamPage, BriefingPage, TravelAdvicePage, ZCardPage, ProjectPage)
HANDLED = (
    (Marking.RED, Audience.NAMED),
    (Marking.AMBER, Audience.VALIDATED),
    (Marking.AMBER_STRICT, Audience.NAMED),
)


@dataclass
class World:
    """What was made."""

    owner: User
    hidden: list[Any] = field(default_factory=list)
    desks: dict[str, Any] = field(default_factory=dict)
    images: list[Image] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    open_files: tuple[Image, Document] | None = None
    open_page: Any = None
    closed_parent: Any = None
    referring: Any = None
    snippets: dict[str, Any] = field(default_factory=dict)
    proposal: Any = None
    """A hidden page's, that waits for a second person."""


def build_admin_world() -> World:
    """Make pages of each kind above TLP:GREEN, live, as drafts and as drafts of open pages, with files of their own."""
    owner = an_editor("Editor", "Travel desk", name="the-owner")
    world = World(owner)
    world.snippets = {"topic": a_topic(), "sector": a_sector(), "organisation": an_organisation()}
    world.snippets["threatlevel"] = a_threat_level()
    stream = a_page(WorkStreamPage, title="Open work-stream", work_stream_code="TT")
    project = a_page(ProjectPage, title="Open project", work_stream=stream)
    world.open_files = files_named("open", owner)
    world.open_page = a_page(
        title="Open page",
        slug="open-page",
        topics=[world.snippets["topic"]],
        image=world.open_files[0],
        image_alt="Exits",
        body=[("document", {"document": world.open_files[1]})],
    )
    for number, model in enumerate(
        (GuidancePage, WorkStreamPage, BriefingPage, TravelAdvicePage, ZCardPage, ProjectPage)
    ):
        marking, audience = HANDLED[number % 3]
        _hide(world, model, marking, audience, project, stream, live=model is not TravelAdvicePage)
    for marking, audience in HANDLED[1:]:
        _hide(world, GuidancePage, marking, audience, project, stream, live=True)
    _hide_draft_of_open_page(world)
    world.closed_parent = a_page(
        StandardPage,
        title=CANARY,
        slug="closed",
        marking=Marking.RED,
        audience=Audience.NAMED,
        named_projects=[project],
    )
    world.hidden.append(world.closed_parent)
    for model, section in ((GuidancePage, "guidance"), (TravelAdvicePage, "travel"), (BriefingPage, "briefings")):
        name = f"{DESK}-{section}"
        text: dict[str, Any] = {"parts": [a_part(name, "safety-and-security")]} if model is TravelAdvicePage else {}
        world.desks[section] = a_draft(model, title=f"{SEARCHED} {name}", slug=name, summary=name, owner=owner, **text)
    world.referring = _refer(world)
    for content in [*world.hidden, *world.desks.values(), *world.images]:
        log(instance=content, action="wagtail.edit", user=owner)
    for page in filter(is_published, world.hidden):
        attest(page, an_administrator(), timezone.localdate() + timedelta(days=1), note=CANARY)
    world.hidden[0].get_workflow().start(world.hidden[0], owner)
    comment = Comment(page=world.hidden[0], user=owner, text=CANARY, contentpath="title", position="")
    comment.save()
    CommentReply(comment=comment, user=owner, text=CANARY).save()
    return world


def _hide(
    world: World, model: type[Page], marking: str, audience: int, project: Any, stream: Any, *, live: bool
) -> None:
    name = f"{CANARY}-{model._meta.model_name}-{marking.lower().replace('+', '-')}"
    image, document = files_named(name, world.owner)
    own: dict[str, Any] = dict(CODES.get(model, {}))
    if model is ProjectPage:
        own["work_stream"] = stream
    if model is GuidancePage:
        used = [document, world.open_files[1]] if world.open_files else [document]
        own["body"] = [("document", {"document": one}) for one in used]
    if model is TravelAdvicePage:
        alerts = [an_alert(description=name)]
        own |= {"country": "DE", "parts": [a_part(name, "safety-and-security")], "alerts": alerts}
    page = (a_page if live else a_draft)(
        model,
        title=f"{SEARCHED} {name}",
        slug=name,
        summary=f"Summary {name}",
        marking=marking,
        audience=audience,
        named_projects=[project],
        topics=[world.snippets["topic"]],
        image=image,
        image_alt=name,
        owner=world.owner,
        locked=live,
        locked_by=None,
        **own,
    )
    if model is TravelAdvicePage:
        world.proposal = propose_publication([page.get_latest_revision()], Actor.for_user(world.owner))
    world.hidden.append(page)
    world.images.append(image)
    world.documents.append(document)


def _hide_draft_of_open_page(world: World) -> None:
    """A public page with a draft above TLP:GREEN."""
    page = a_page(title="Open until now", slug="open-until-now", owner=world.owner)
    image, document = files_named(f"{CANARY}-draft", world.owner)
    page.title, page.marking, page.audience = f"{SEARCHED} {CANARY}", Marking.RED, Audience.NAMED
    page.image, page.image_alt, page.change_note = image, "Exits", "Closed."
    page.save_revision(user=world.owner)
    world.hidden.append(page)
    world.images.append(image)
    world.documents.append(document)


def files_named(name: str, owner: User) -> tuple[Image, Document]:
    """Return an image and a document that carry a name in title, file name and tags."""
    stream = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(stream, "PNG")
    stream.seek(0)
    file = ImageFile(stream, name=f"{name}.png")
    image = Image.objects.create(title=f"{SEARCHED} {name}", file=file, uploaded_by_user=owner)
    image.tags.add(f"{SEARCHED} {name}")
    document = Document(title=f"{SEARCHED} {name}", uploaded_by_user=owner)
    document.file = ContentFile(a_pdf(name), name=f"{name}.pdf")
    document.save()
    document.tags.add(f"{SEARCHED} {name}")
    return image, document


def _refer(world: World) -> Any:
    """An open page below a closed one, that refers to what is hidden in every way that a form can show.

    Its draft refers to something else: the comparison of the two shows both.
    """
    page = a_draft(
        StandardPage,
        world.closed_parent,
        title="Open and referring",
        slug="referring",
        **_references(world, 0),
    )
    page = publish(page)
    # In the draft only: a file that the live page used would be visible with it.
    page.image, page.image_alt, page.change_note = world.images[1], "Exits", "It refers to something else."
    for name, value in _references(world, 1).items():
        setattr(page, name, value)
    page.body.append(("document", {"document": world.documents[1]}))
    page.save_revision()
    return page


def _references(world: World, number: int) -> dict[str, Any]:
    target = world.hidden[number]
    link = f'<p><a linktype="page" id="{target.pk}">there</a></p>'
    return {
        "replaced_by": Page.objects.get(pk=target.pk),
        "named_projects": [page for page in world.hidden if isinstance(page, ProjectPage)],
        "body": [("rich_text", link), ("link_list", {"links": [{"title": "x", "page": target, "url": ""}]})],
    }


def staff(*groups: str, permission: str = "access_admin") -> User:
    """Return a member of staff in the groups; in none, with the permission to enter the admin only."""
    user = an_editor(*groups)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    user.user_permissions.add(Permission.objects.get(codename=permission))
    return user


GROUPS: dict[str, set[str]] = {
    "Editor": {"travel"},
    "Moderator": set(),
    "Travel desk": {"guidance", "briefings"},
    "Duty officer": {"guidance", "travel"},
    "": {"guidance", "travel", "briefings"},
}
"""Each group, and the desks whose drafts are hidden from it."""


def terms_hidden_from(group: str) -> list[str]:
    """Return the terms that a group must not read."""
    assert not group or Group.objects.filter(name=group).exists()
    return [CANARY, *(f"{DESK}-{desk}" for desk in GROUPS[group])]
